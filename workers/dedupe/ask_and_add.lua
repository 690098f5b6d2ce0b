-- Is this text a copy, and of which article? Answer, and remember both text and answer: one atomic step.
--
-- Every key that is touched; P is KEYS[1], such as `{newsloom:dedupe}:7:5.1.30:`; all share that hash tag (cluster
-- slot):
--   KEYS[2]             string   the epoch that is, of which P bears the number; read only
--   KEYS[3]             string   which P is in use: another one was, since this was filled, if it is not this; read only
--   P ready             string   run_id of the server under which the index was known to hold all that the ledger has;
--                                absent: it is empty, or being filled; another: the server began anew, and may have lost
--                                its last writes
--   P last              string   when a text was last asked about (s)
--   P next              string   counter of records; a record's number is its slot
--   P a:<n>             hash     an article's number less n * 128 -> its check and its answer, for the numbers n * 128
--                                to n * 128 + 127
--   P g:<gen>           string   there is a text of this generation: without it, none of its hashes is looked for
--   P x:<gen>:<n>       hash     9 bytes of an exact hash -> slot of the first text that had it; n: a byte and a half
--   P k:<gen>:<2 bytes> hash     2 more bytes of a shingle hash -> slot of the first text that had it; 32 bits in all:
--                                a chance meeting costs one comparison. The same and `2` -> slot of the first text
--                                after it that had it and is no copy
--   P s:<n>             string   records of the slots n * PER to n * PER + PER - 1: sketch, article, root, size
--
-- An answer is `o` (original), or `i` (identical), `c` (copy), `n` (contained) or `t` (template), root (8 bytes; of `n`
-- and `t` the article itself), nearest (8 bytes), likeness and containment (2 bytes each, little-endian, in 1/10000),
-- ratio of the lengths (4 bytes, in 1/10000).
--
-- A caller that can read texts is answered `?` and the names of those that it is to read (8 bytes each), the likeliest
-- first, and asks again with what it has found: nothing was added meanwhile, and the answer to the last question is
-- still decided, and remembered, in one step.
--
-- Why a second owner: a text that quotes three others, of which none is its copy, owns next to nothing, so its own copy
-- would meet those three and not it (found of 204: 200 in place of 197, for 7 % more owners). A copy needs none: it is
-- met through its original.
--
-- A generation is half a window of the articles' own time. Each has its own owners of hashes, so that a text finds all
-- that is up to a window away, whoever owned its hashes before.
--
-- An article is called by its name (names.py), 8 bytes from end to end: 5 of its number, and 3 of a check, by which it
-- is told from another of that number, before the ledger was put back from a backup. Where the answer is there of such
-- another one, that one is named as the nearest, so that the caller sees it. A name is never a Lua number: a double
-- holds whole numbers to 2^53 only. What is computed with (slots, sizes below 2^32, generations) stays far below.
--
-- Returns the answer; nothing where the index is not filled; 0 where the caller's epoch is over.

local P = KEYS[1]
local article, bucket, exact, size, sketch, keys = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5], ARGV[6]
local gen, reach, ttl = tonumber(ARGV[7]), tonumber(ARGV[8]), ARGV[9]
local min_containment, min_ratio = tonumber(ARGV[10]), tonumber(ARGV[11])
local min_identical, max_candidates = tonumber(ARGV[12]), tonumber(ARGV[13])
local given = ARGV[14] -- the answer that the ledger has, when the index is being filled from it; else empty
local place = ARGV[15] -- of the article in its hash of answers
local doubt, max_read = tonumber(ARGV[16]), tonumber(ARGV[17]) -- how many texts the caller reads; 0: it cannot
local was_read = ARGV[18] -- 17 bytes each: article, kind (`o`: too little; `?`: it is gone), likeness, ... as above
local insists = ARGV[19] == '1' -- on an answer, whatever was not read
local epoch = ARGV[20] -- that the caller works in

local call, sub, byte, char, floor = redis.call, string.sub, string.byte, string.char, math.floor
local SLOTS, ID = 128, 8
local CHECK = 3 -- bytes of it, the last of a name
local PER = 110
local RECORD = SLOTS + 2 * ID + 4
local SHARES = 8 -- bytes of likeness, containment and ratio
local READ = ID + 1 + SHARES
local RANKS = { c = 3, n = 2, t = 1 } -- what is nearest; `o` is nothing

local function little(number, bytes)
  local out = {}
  for i = 1, bytes do
    out[i] = char(number % 256)
    number = floor(number / 256)
  end
  return table.concat(out)
end

-- names of the generations around ours that have a text
local function generations()
  local names, found = {}, {}
  for g = gen - reach, gen + reach do
    if g ~= gen then names[#names + 1] = string.format('%d', g) .. ':' end
  end
  local marks = {}
  for i, name in ipairs(names) do marks[i] = P .. 'g:' .. sub(name, 1, -2) end
  for i, there in ipairs(call('MGET', unpack(marks))) do
    if there then found[#found + 1] = names[i] end
  end
  return found
end

local OURS = string.format('%d', gen) .. ':'
local others -- what `generations` gave
local mine -- the slot of this text, if it gets a record

local function chunk_name(slot)
  return P .. 's:' .. string.format('%d', floor(slot / PER))
end

local seen = {} -- slot -> record, false when it has expired: read once

local function record(slot)
  if seen[slot] == nil then
    local start = (slot % PER) * RECORD
    local text = call('GETRANGE', chunk_name(slot), start, start + RECORD - 1)
    local a, b, c, d = byte(text, RECORD - 3, RECORD)
    seen[slot] = #text == RECORD and {
      slot = slot, sketch = sub(text, 1, SLOTS), article = sub(text, SLOTS + 1, SLOTS + ID),
      root = sub(text, SLOTS + ID + 1, SLOTS + 2 * ID), size = a + b * 256 + c * 65536 + d * 16777216,
    }
  end
  return seen[slot]
end

-- a text that is neither this article's nor linked to it: no article becomes its own copy, even when its answer expired
local function foreign(slot)
  local other = record(slot)
  return other and other.article ~= article and other.root ~= article and other
end

-- the record of another article; nothing where it expired, or is what this one was when it was asked about before
local function another(slot)
  local other = record(slot)
  return other and other.article ~= article and other
end

local wanted = {} -- the places that it took, or left, in our generation: {key, field, slot that was there}
local seconds = {} -- those that somebody owns, and nobody as the second

local function take(name, field, before)
  wanted[#wanted + 1] = { name, field, before }
end

-- the owner of a hash, and the second one, whose like only shingles have: asked for where there is a first
local function both(kind, name, field, slot)
  return slot, slot and kind == 'k:' and tonumber(call('HGET', name, field .. '2') or nil) or nil
end

-- slots of the owners of a hash, two a generation at most; what nobody owns in ours is taken in the same breath
local function owners(kind, hash, field)
  local slots = {}
  for _, g in ipairs(others) do
    local name = P .. kind .. g .. hash
    local first, second = both(kind, name, field, tonumber(call('HGET', name, field) or nil))
    slots[#slots + 1] = first
    slots[#slots + 1] = second
  end
  local name = P .. kind .. OURS .. hash
  if call('HSETNX', name, field, mine) == 1 then
    take(name, field)
    return slots
  end
  local first, second = both(kind, name, field, tonumber(call('HGET', name, field)))
  if first == mine then return slots end -- two hashes of this text meet in 32 bits
  local theirs, others_too = another(first), second and another(second)
  if theirs then
    slots[#slots + 1] = first
  else
    call('HSET', name, field, mine)
    take(name, field, first)
  end
  if others_too then
    slots[#slots + 1] = second
  elseif theirs and kind == 'k:' then
    seconds[#seconds + 1] = { name, field .. '2' }
  elseif second then -- one place is enough for a text: this one is left to others
    call('HDEL', name, field .. '2')
    take(name, field .. '2', second)
  end
  return slots
end

-- slots of texts that share sampled shingles with this one, the most shared first, then the first seen
local function candidates()
  local shared, slots = {}, {}
  for i = 1, #keys, 8 do
    for _, slot in ipairs(owners('k:', sub(keys, i, i + 1), sub(keys, i + 2, i + 3))) do
      if not shared[slot] then slots[#slots + 1] = slot end
      shared[slot] = (shared[slot] or 0) + 1
    end
  end
  table.sort(slots, function(a, b) return shared[a] > shared[b] or (shared[a] == shared[b] and a < b) end)
  return slots
end

local function in_shares(likeness, containment, ratio)
  local share = function(value, bytes) return little(math.min(floor(value * 10000 + 0.5), 256 ^ bytes - 1), bytes) end
  return share(likeness, 2) .. share(containment, 2) .. share(ratio, 4)
end

local function answer(kind, other, shares)
  local is_copy = kind == 'c' or kind == 'i'
  return kind .. (is_copy and other.root or article) .. other.article .. shares
end

local function identical(slots)
  table.sort(slots)
  for _, slot in ipairs(slots) do
    local other = size >= min_identical and foreign(slot)
    if other then return answer('i', other, in_shares(1, 1, 1)) end
  end
end

-- the estimate of workers/dedupe/signature.py and the rules `accepts` and `may_be` of decide.py, operation by operation
local function compare(ours, other)
  local theirs, equal = { byte(other.sketch, 1, SLOTS) }, 0
  for i = 1, SLOTS do
    if ours[i] == theirs[i] then equal = equal + 1 end
  end
  local likeness = math.max(0, (equal / SLOTS - 1 / 256) * 256 / 255)
  local shorter, longer = math.min(size, other.size), math.max(size, other.size)
  local containment = math.min(1, likeness / (1 + likeness) * (size + other.size) / shorter)
  local kind = containment >= min_containment and shorter >= min_ratio * longer and 'c' or 'o'
  local most = likeness + doubt
  local may_be = most / (1 + most) * (size + other.size) >= min_containment * shorter
  return {
    other = other, kind = kind, likeness = likeness, containment = containment,
    counts = kind ~= 'o' or (max_read > 0 and may_be),
  }
end

local function liker(a, b)
  return a.likeness > b.likeness or (a.likeness == b.likeness and a.other.slot < b.other.slot)
end

-- what may be the nearest text, the likeliest first
local function compared(slots)
  if #slots == 0 then return {} end
  local ours, found = { byte(sketch, 1, SLOTS) }, {}
  for i = 1, math.min(#slots, max_candidates) do
    local other = foreign(slots[i])
    local one = other and compare(ours, other)
    if one and one.counts then found[#found + 1] = one end
  end
  table.sort(found, liker)
  return found
end

-- what the caller found, in place of the estimates; whom it has not read
local function corrected(found)
  local known, unread = {}, {}
  for i = 1, #was_read, READ do
    known[sub(was_read, i, i + ID - 1)] = sub(was_read, i + ID, i + READ - 1)
  end
  for _, one in ipairs(found) do
    local judged = known[one.other.article]
    if not judged then unread[#unread + 1] = one.other.article end
    if judged and sub(judged, 1, 1) ~= '?' then
      local a, b = byte(judged, 2, 3)
      one.kind, one.shares, one.likeness = sub(judged, 1, 1), sub(judged, 2), (a + b * 256) / 10000
    end
  end
  return unread
end

local function nearest(slots)
  local found = compared(slots)
  if max_read > 0 then
    for i = #found, max_read + 1, -1 do found[i] = nil end
    local unread = corrected(found)
    if #unread > 0 and not insists then return '?' .. table.concat(unread) end
  end
  local best
  for _, one in ipairs(found) do
    local rank, before = RANKS[one.kind] or 0, best and RANKS[best.kind] or 0
    if rank > before or (best and rank == before and liker(one, best)) then best = one end
  end
  local shares = best and (best.shares or in_shares(best.likeness, best.containment, size / best.other.size))
  return best and answer(best.kind, best.other, shares)
end

-- nothing was asked: what was taken, or left, is as it was
local function undo()
  for _, hash in ipairs(wanted) do
    local name, field, before = unpack(hash)
    if before then call('HSET', name, field, before) else call('HDEL', name, field) end
  end
end

-- a text that owns nothing would never be met: it needs no record
local function remember(found)
  local kind = sub(found, 1, 1)
  local root = kind == 'o' and article or sub(found, 2, 1 + ID)
  if kind ~= 'c' and kind ~= 'i' then
    for _, hash in ipairs(seconds) do
      call('HSET', hash[1], hash[2], mine)
      take(hash[1], hash[2])
    end
  end
  if #wanted == 0 then return end
  call('SET', P .. 'next', mine)
  local chunk = chunk_name(mine)
  if call('EXISTS', chunk) == 0 then call('SET', chunk, string.rep('\0', PER * RECORD)) end
  local filled = sketch .. string.rep('\0', SLOTS - #sketch)
  call('SETRANGE', chunk, (mine % PER) * RECORD, filled .. article .. root .. little(size, 4))
  call('EXPIRE', chunk, ttl)
  call('SET', P .. 'g:' .. sub(OURS, 1, -2), '', 'EX', ttl)
  for _, hash in ipairs(wanted) do call('EXPIRE', hash[1], ttl) end
end

if call('GET', KEYS[2]) ~= epoch then return 0 end
local answers = P .. 'a:' .. bucket
if given == '' then
  local run = string.match(call('INFO', 'server'), 'run_id:(%x+)')
  if call('GET', P .. 'ready') ~= run or call('GET', KEYS[3]) ~= P then return false end
  call('SET', P .. 'last', call('TIME')[1])
end
local check, before = sub(article, -CHECK), call('HGET', answers, place)
if before and sub(before, 1, CHECK) == check then return sub(before, CHECK + 1) end
if before and given == '' then
  return answer('t', { article = sub(article, 1, -1 - CHECK) .. sub(before, 1, CHECK) }, in_shares(0, 0, 0))
end

others, mine = generations(), tonumber(call('GET', P .. 'next') or 0) + 1
local same = owners('x:', sub(exact, 1, 1) .. floor(byte(exact, 2) / 16), sub(exact, 2, 10))
local like = candidates()
local found = given
if given == '' then found = identical(same) or nearest(like) or 'o' end
if sub(found, 1, 1) == '?' then
  undo()
  return found
end
remember(found)
call('HSET', answers, place, check .. found)
call('EXPIRE', answers, ttl)
return found
