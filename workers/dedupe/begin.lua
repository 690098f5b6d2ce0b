-- How far is the filling of the index, and may I go on with it?
--
-- P is KEYS[1], how all keys of the index begin (store.py).
--   KEYS[2]  string   the epoch that is; read only
--   KEYS[3]  string   not touched
--   P ready  string   run_id of the server under which it was filled; read only
--   P last   string   when a text was last asked about (s); read only
--   P fill   hash     run: run_id of the server that is filled; since: from when on the ledger is read (s), empty: all
--                     of it; after: the article up to which all is in; by, until: who is at it, until when (ms)
-- ARGV     the epoch of the caller; who asks ('' waits for nobody, and nobody for it); seconds after which another is
--          taken for dead; seconds by which clocks may differ
-- Returns  0 another epoch; 1 another is at it; else run, since, after.
--
-- The first batch is done by all that come, so that nobody waits for a small ledger; whoever came last goes on.

local P, by = KEYS[1], ARGV[2]
local call = redis.call
if call('GET', KEYS[2]) ~= ARGV[1] then return 0 end

local run = string.match(call('INFO', 'server'), 'run_id:(%x+)')
local held = call('HMGET', P .. 'fill', 'run', 'since', 'after', 'by', 'until')
local since, after = held[2], held[3]
if held[1] ~= run then
  local last = call('GET', P .. 'ready') and call('GET', P .. 'last')
  since, after = last and string.format('%d', last - ARGV[4]) or '', '0'
  call('DEL', P .. 'fill')
  call('HSET', P .. 'fill', 'run', run, 'since', since, 'after', after)
end
if by ~= '' then
  local time = call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  if held[1] == run and after ~= '0' and held[4] and held[4] ~= by and now < tonumber(held[5]) then return 1 end
  call('HSET', P .. 'fill', 'by', by, 'until', string.format('%d', now + ARGV[3] * 1000))
end
return { run, since, after }
