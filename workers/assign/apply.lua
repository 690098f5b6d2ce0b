-- Take one event into the projection, if it comes next. Decides nothing about news.
--
-- KEYS[1]  cursor          string   number of the last event taken
-- KEYS[2]  s:<story>       hash     n, pairs, first, last, terms
-- KEYS[3+] t:<word>        zset     story -> number of the event that brought it
-- ARGV     cursor as the caller read it ('' for none), number, seconds the cursor lives, seconds the rest lives,
--          postings kept for a word, story, then the story's fields and values (none when the event changes no story)
-- Returns  1 taken; 0 somebody else moved the cursor: read again.

local cursor, story = KEYS[1], KEYS[2]
local expected, number, cursor_life, life, cap, id = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5]), ARGV[6]

if (redis.call('GET', cursor) or '') ~= expected then return 0 end
redis.call('SET', cursor, number, 'EX', cursor_life)
if #ARGV > 6 then redis.call('HSET', story, unpack(ARGV, 7)) end
redis.call('EXPIRE', story, life)
for i = 3, #KEYS do
  redis.call('ZADD', KEYS[i], number, id)
  redis.call('ZREMRANGEBYRANK', KEYS[i], 0, -cap - 1)
  redis.call('EXPIRE', KEYS[i], life)
end
return 1
