-- Take events into the projection, if they come next. Decides nothing about news.
--
-- KEYS[1]  epoch           string   whose keys these are; read only
-- KEYS[2]  cursor          string   the last event taken, as index.py writes it
-- KEYS[3+] s:<story>       string   a story (stored.py); then
--          t:<word>        string   stories, 8 bytes each, the latest at its end (postings.py)
-- ARGV     epoch and cursor as the caller read them ('' for no cursor), the last event, seconds the cursor
--          lives at least, seconds the rest lives, stories kept for a word, how many stories; then what each story is
--          now ('' where the events change nothing in it, '-' where it is gone); then for each word, packed, the stories
--          that come to its end, or go from it: those with the last bit set
-- Returns  1 taken; 0 another epoch, or somebody else moved the cursor: read again.

local cursor = KEYS[2]
local epoch, expected, last, cursor_life, life = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5]
local cap, stories = 8 * tonumber(ARGV[6]), tonumber(ARGV[7])

if redis.call('GET', KEYS[1]) ~= epoch then return 0 end
if (redis.call('GET', cursor) or '') ~= expected then return 0 end
-- never sooner than before: keys that were written while `life` was longer must not outlive it
redis.call('SET', cursor, last, 'PX', math.max(redis.call('PTTL', cursor), cursor_life * 1000))
for i = 1, stories do
  if ARGV[7 + i] == '-' then
    redis.call('DEL', KEYS[2 + i])
  elseif ARGV[7 + i] ~= '' then
    redis.call('SET', KEYS[2 + i], ARGV[7 + i], 'EX', life)
  else
    redis.call('EXPIRE', KEYS[2 + i], life)
  end
end

local function without(list, story)
  local at = string.find(list, story, 1, true)
  while at and at % 8 ~= 1 do at = string.find(list, story, at + 1, true) end
  return at and string.sub(list, 1, at - 1) .. string.sub(list, at + 8) or list
end

for i = 3 + stories, #KEYS do
  local list, new = redis.call('GET', KEYS[i]) or '', ARGV[5 + i]
  for at = 1, #new, 8 do
    local story, last = string.sub(new, at, at + 7), string.byte(new, at + 7)
    if last < 128 then
      list = string.sub(without(list, story) .. story, -cap)
    else
      list = without(list, string.sub(story, 1, 7) .. string.char(last - 128))
    end
  end
  if list ~= '' then redis.call('SET', KEYS[i], list, 'EX', life) else redis.call('DEL', KEYS[i]) end
end
return 1
