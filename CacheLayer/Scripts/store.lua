-- KEYS: value, lease, watermark[, dependencies]. ARGV: entry, TTL in ms, version[, what the value depends on[, what the lease must hold]].
-- include below
if ARGV[5] and redis.call('GET', KEYS[2]) ~= ARGV[5] then return 3 end
local watermark = redis.call('GET', KEYS[3])
if watermark and ARGV[3] ~= '0' and below(ARGV[3], watermark) then return 0 end
local stored = redis.pcall('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
if not stored.err then
  redis.call('DEL', KEYS[2])
  if ARGV[4] then redis.call('SET', KEYS[4], ARGV[4], 'PX', ARGV[2]) end
  return 1
end
if not string.find(stored.err, 'OOM', 1, true) then return stored end
redis.call('DEL', KEYS[1], KEYS[2])
return 2
