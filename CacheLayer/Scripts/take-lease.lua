-- KEYS: lease, watermark, value. ARGV: token, lease TTL in ms.
local taken = redis.pcall('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
if taken.err then
  if string.find(taken.err, 'OOM', 1, true) then redis.call('DEL', KEYS[1], KEYS[3]) end
  return taken
end
return redis.call('GET', KEYS[2]) or '0'
