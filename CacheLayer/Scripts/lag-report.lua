-- KEYS: report. ARGV: the report, its TTL in ms. A node without memory takes the SET after the DEL.
redis.call('DEL', KEYS[1])
return redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
