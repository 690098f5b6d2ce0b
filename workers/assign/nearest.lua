-- Stories that share an article's strongest words, the likeliest first. Decides nothing: an upper part of a ranking.
--
-- KEYS[1]  epoch           string   whose keys these are; read only
-- KEYS[2]  cursor          string   number of the last event taken; read only
-- KEYS[3+] t:<word>        zset     story -> number of the event that brought it; read only
-- ARGV     epoch, prefix of the story keys (string: stored.py; read only), how many stories, the article's time in
--          seconds ('' for none), dormant after so many seconds, then the weight of each word
-- Returns  the cursor, then {story, what is stored of it} for each; nothing in another epoch.

local prefix, limit, at, dormant = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return false end

local votes, ids = {}, {}
for i = 3, #KEYS do
  local weight = tonumber(ARGV[3 + i])
  for _, id in ipairs(redis.call('ZRANGE', KEYS[i], 0, -1)) do
    local before = votes[id]
    if not before then before = 0; ids[#ids + 1] = id end
    votes[id] = before + weight
  end
end
table.sort(ids, function(a, b)
  if votes[a] ~= votes[b] then return votes[a] > votes[b] end
  return tonumber(a) < tonumber(b)
end)

local function asleep(raw)
  local _, _, first, last = struct.unpack('<Iddd', raw)
  if not at or first ~= first then return false end -- NaN: undated
  return at - last > dormant or first - at > dormant
end

local found = {redis.call('GET', KEYS[2])}
for _, id in ipairs(ids) do
  if #found > limit then break end
  local raw = redis.call('GET', prefix .. id)
  if raw and not asleep(raw) then found[#found + 1] = {id, raw} end
end
return found
