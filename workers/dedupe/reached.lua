-- Note how far the filling of the index is.
--
-- P is KEYS[1], how all keys of the index begin (store.py).
--   KEYS[2]  string   the epoch that is; read only
--   KEYS[3]  string   not touched
--   P ready  string   run_id of the server under which it was filled; read only
--   P fill   hash     as in begin.lua
-- ARGV     the epoch that the caller fills; run_id of the server that it fills; the article up to which all is in; who
--          it is, or ''; for how many seconds it goes on, 0: no longer
-- Returns  1 noted; 2 noted, and there is no more to do: the index is filled, or another goes on; 0 another epoch, or
--          another server.
--
-- Ids are compared as they are written: a number of Lua holds whole numbers to 2^53 only.

local P, epoch, server, after, by, lasts = KEYS[1], unpack(ARGV)
local call = redis.call
local run = string.match(call('INFO', 'server'), 'run_id:(%x+)')
if call('GET', KEYS[2]) ~= epoch or run ~= server then return 0 end

local before = call('HGET', P .. 'fill', 'after')
if not before then return call('GET', P .. 'ready') == run and 2 or 0 end
if #after > #before or (#after == #before and after > before) then call('HSET', P .. 'fill', 'after', after) end
if by == '' then return 1 end
if call('HGET', P .. 'fill', 'by') ~= by then return 2 end
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
call('HSET', P .. 'fill', 'until', string.format('%d', now + lasts * 1000))
return 1
