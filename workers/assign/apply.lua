-- Take events into the projection, if they come next. Decides nothing about news.
--
-- KEYS[1]  epoch           string   whose keys these are; read only
-- KEYS[2]  cursor          string   number of the last event taken
-- KEYS[3+] s:<story>       string   a story (stored.py); then
--          t:<word>        zset     story -> number of the event that brought it
-- ARGV     epoch and cursor as the caller read them ('' for no cursor), number of the last event, seconds the cursor
--          lives at least, seconds the rest lives, postings kept for a word, how many stories; then what each story is
--          now ('' where the events change nothing in it); then for each word how many numbers follow: an event, its story, ...
-- Returns  1 taken; 0 another epoch, or somebody else moved the cursor: read again.

local cursor = KEYS[2]
local epoch, expected, number, cursor_life, life = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5]
local cap, stories = tonumber(ARGV[6]), tonumber(ARGV[7])

if redis.call('GET', KEYS[1]) ~= epoch then return 0 end
if (redis.call('GET', cursor) or '') ~= expected then return 0 end
-- never sooner than before: keys that were written while `life` was longer must not outlive it
redis.call('SET', cursor, number, 'PX', math.max(redis.call('PTTL', cursor), cursor_life * 1000))
for i = 1, stories do
  if ARGV[7 + i] ~= '' then
    redis.call('SET', KEYS[2 + i], ARGV[7 + i], 'EX', life)
  else
    redis.call('EXPIRE', KEYS[2 + i], life)
  end
end
local at = 8 + stories
for i = 3 + stories, #KEYS do
  local word, past = KEYS[i], at + 1 + tonumber(ARGV[at])
  for pair = at + 1, past - 1, 2 do
    -- make room first: one more than the cap, and Redis would store the list in 8 times the bytes, for ever
    if redis.call('ZCARD', word) >= cap and not redis.call('ZSCORE', word, ARGV[pair + 1]) then
      redis.call('ZREMRANGEBYRANK', word, 0, -cap)
    end
    redis.call('ZADD', word, ARGV[pair], ARGV[pair + 1])
  end
  redis.call('EXPIRE', word, life)
  at = past
end
return 1
