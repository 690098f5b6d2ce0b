-- Take one event into the projection, if it comes next. Decides nothing about news.
--
-- KEYS[1]  epoch           string   whose keys these are; read only
-- KEYS[2]  cursor          string   number of the last event taken
-- KEYS[3]  s:<story>       hash     n, pairs, first, last, terms
-- KEYS[4+] t:<word>        zset     story -> number of the event that brought it
-- ARGV     epoch and cursor as the caller read them ('' for no cursor), number, seconds the cursor lives at least,
--          seconds the rest lives, postings kept for a word, story, then the story's fields and values (none when the
--          event changes no story)
-- Returns  1 taken; 0 another epoch, or somebody else moved the cursor: read again.

local cursor, story = KEYS[2], KEYS[3]
local epoch, expected, number, cursor_life, life = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5]
local cap, id = tonumber(ARGV[6]), ARGV[7]

if redis.call('GET', KEYS[1]) ~= epoch then return 0 end
if (redis.call('GET', cursor) or '') ~= expected then return 0 end
-- never sooner than before: keys that were written while `life` was longer must not outlive it
redis.call('SET', cursor, number, 'PX', math.max(redis.call('PTTL', cursor), cursor_life * 1000))
if #ARGV > 7 then redis.call('HSET', story, unpack(ARGV, 8)) end
redis.call('EXPIRE', story, life)
for i = 4, #KEYS do
  redis.call('ZADD', KEYS[i], number, id)
  redis.call('ZREMRANGEBYRANK', KEYS[i], 0, -cap - 1)
  redis.call('EXPIRE', KEYS[i], life)
end
return 1
