-- Is this text a copy, and of which article? Answer, and remember both text and answer: one atomic step.
--
-- Every key that is touched; P is KEYS[1], such as `{newsloom:dedupe}:7:2.1.30:`; all share that hash tag (cluster
-- slot):
--   KEYS[2]             string   the epoch that is, of which P bears the number; read only
--   P ready             string   run_id of the server under which the index was known to hold all that the ledger has;
--                                absent: it is empty, or being filled; another: the server began anew, and may have lost
--                                its last writes
--   P last              string   when a text was last asked about (s)
--   P next              string   counter of records; a record's number is its slot
--   P a:<n>             hash     article id less n * 128 -> answer, for the ids n * 128 to n * 128 + 127
--   P g:<gen>           string   there is a text of this generation: without it, none of its hashes is looked for
--   P x:<gen>:<n>       hash     9 bytes of an exact hash -> slot of the first text that had it; n: a byte and a half
--   P k:<gen>:<2 bytes> hash     2 more bytes of a shingle hash -> slot of the first text that had it; 32 bits in all:
--                                a chance meeting costs one comparison
--   P s:<n>             string   records of the slots n * PER to n * PER + PER - 1: sketch, article, root, size
--
-- An answer is `o` (original), or `i` (identical) or `c` (copy), root (8 bytes), nearest (8 bytes), likeness and
-- containment (2 bytes each, little-endian, in 1/10000).
--
-- A generation is half a window of the articles' own time. Each has its own owners of hashes, so that a text finds all
-- that is up to a window away, whoever owned its hashes before.
--
-- Ids of articles are 8 bytes from end to end, never a Lua number: a double holds whole numbers to 2^53 only. What is
-- computed with (slots, sizes below 2^32, generations) stays far below.

-- Returns the answer; nothing where the index is not filled; 0 where the caller's epoch is over.

local P = KEYS[1]
local article, bucket, exact, size, sketch, keys = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5], ARGV[6]
local gen, reach, ttl = tonumber(ARGV[7]), tonumber(ARGV[8]), ARGV[9]
local min_containment, min_ratio = tonumber(ARGV[10]), tonumber(ARGV[11])
local min_identical, max_candidates = tonumber(ARGV[12]), tonumber(ARGV[13])
local given = ARGV[14] -- the answer that the ledger has, when the index is being filled from it; else empty
local place = ARGV[15] -- of the article in its hash of answers
local epoch = ARGV[16] -- that the caller works in

local call, sub, byte, char, floor = redis.call, string.sub, string.byte, string.char, math.floor
local SLOTS, ID = 128, 8
local PER = 110
local RECORD = SLOTS + 2 * ID + 4

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

local wanted = {} -- names of the hashes in which it owns one

-- slots of the owners of a hash, one a generation at most; what nobody owns in ours is taken in the same breath
local function owners(kind, hash, field)
  local slots = {}
  for _, g in ipairs(others) do
    slots[#slots + 1] = tonumber(call('HGET', P .. kind .. g .. hash, field) or nil)
  end
  local name = P .. kind .. OURS .. hash
  if call('HSETNX', name, field, mine) == 1 then
    wanted[#wanted + 1] = name
    return slots
  end
  local slot = tonumber(call('HGET', name, field))
  if slot == mine then return slots end -- two hashes of this text meet in 32 bits
  if record(slot) then
    slots[#slots + 1] = slot
  else
    call('HSET', name, field, mine)
    wanted[#wanted + 1] = name
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

local function answer(kind, other, likeness, containment)
  local share = function(value) return little(floor(value * 10000 + 0.5), 2) end
  return kind .. other.root .. other.article .. share(likeness) .. share(containment)
end

local function identical(slots)
  table.sort(slots)
  for _, slot in ipairs(slots) do
    local other = size >= min_identical and foreign(slot)
    if other then return answer('i', other, 1, 1) end
  end
end

-- the estimate of workers/dedupe/signature.py and the rule of decide.accepts, operation by operation
local function compare(ours, other)
  local theirs, equal = { byte(other.sketch, 1, SLOTS) }, 0
  for i = 1, SLOTS do
    if ours[i] == theirs[i] then equal = equal + 1 end
  end
  local likeness = math.max(0, (equal / SLOTS - 1 / 256) * 256 / 255)
  local shorter, longer = math.min(size, other.size), math.max(size, other.size)
  local containment = math.min(1, likeness / (1 + likeness) * (size + other.size) / shorter)
  return likeness, containment, containment >= min_containment and shorter >= min_ratio * longer
end

local function copied(slots)
  if #slots == 0 then return end
  local ours, best, best_likeness, best_containment = { byte(sketch, 1, SLOTS) }, nil, 0, 0
  for i = 1, math.min(#slots, max_candidates) do
    local other = foreign(slots[i])
    if other then
      local likeness, containment, accepted = compare(ours, other)
      local nearer = not best or likeness > best_likeness or (likeness == best_likeness and other.slot < best.slot)
      if accepted and nearer then
        best, best_likeness, best_containment = other, likeness, containment
      end
    end
  end
  return best and answer('c', best, best_likeness, best_containment)
end

-- a text that owns nothing would never be met: it needs no record
local function remember(root)
  if #wanted == 0 then return end
  call('SET', P .. 'next', mine)
  local chunk = chunk_name(mine)
  if call('EXISTS', chunk) == 0 then call('SET', chunk, string.rep('\0', PER * RECORD)) end
  local filled = sketch .. string.rep('\0', SLOTS - #sketch)
  call('SETRANGE', chunk, (mine % PER) * RECORD, filled .. article .. root .. little(size, 4))
  call('EXPIRE', chunk, ttl)
  call('SET', P .. 'g:' .. sub(OURS, 1, -2), '', 'EX', ttl)
  for _, name in ipairs(wanted) do call('EXPIRE', name, ttl) end
end

if call('GET', KEYS[2]) ~= epoch then return 0 end
local answers = P .. 'a:' .. bucket
if given == '' then
  if call('GET', P .. 'ready') ~= string.match(call('INFO', 'server'), 'run_id:(%x+)') then return false end
  call('SET', P .. 'last', call('TIME')[1])
end
local before = call('HGET', answers, place)
if before then return before end

others, mine = generations(), tonumber(call('GET', P .. 'next') or 0) + 1
local same = owners('x:', sub(exact, 1, 1) .. floor(byte(exact, 2) / 16), sub(exact, 2, 10))
local like = candidates()
local found = given
if given == '' then found = identical(same) or copied(like) or 'o' end
remember(found == 'o' and article or sub(found, 2, 1 + ID))
call('HSET', answers, place, found)
call('EXPIRE', answers, ttl)
return found
