-- Mark the index as filled, if neither its epoch nor its server is over.
--
-- P is KEYS[1], how all keys of the index begin (store.py).
--   KEYS[2]  string   the epoch that is; read only
--   KEYS[3]  string   which P is in use
--   P ready  string   run_id of the server under which it was filled
--   P fill   hash     how far the filling was (begin.lua); goes
-- ARGV     the epoch that the caller filled; the run_id of the server that it filled, or '' for the one that is
-- Returns  1 marked; 0 another epoch, or another server.

local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
if redis.call('GET', KEYS[2]) ~= ARGV[1] or (ARGV[2] ~= '' and ARGV[2] ~= run) then return 0 end
redis.call('SET', KEYS[1] .. 'ready', run)
redis.call('SET', KEYS[3], KEYS[1])
redis.call('DEL', KEYS[1] .. 'fill')
return 1
