-- Mark the index as filled, if its epoch is not over.
--
-- KEYS[1]  ready    string   the index is filled
-- KEYS[2]  epoch    string   the epoch that is; read only
-- ARGV     the epoch that the caller filled
-- Returns  1 marked; 0 another epoch.

if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], 1)
return 1
