-- KEYS: value, lease, watermark, dependencies. ARGV: token, entry, TTL in ms, version, shape of the entry when others may stay beside it.
-- include below
local function others(value, shape)
  local found = {}
  local function add(entry)
    if #entry > 17 and string.byte(entry, 2) == 1 and string.byte(entry, 4) == 207 and string.byte(entry, 3) % 16 > 7
      and string.sub(entry, -5) ~= shape and #found < 3 then found[#found + 1] = entry end
  end
  if string.byte(value, 2) ~= 2 then add(value) end
  local at = string.byte(value, 2) == 2 and 13 or #value
  while #value > at + 4 and string.byte(value, at) == 198 do
    local a, b, c, d = string.byte(value, at + 1, at + 4)
    local next = at + 5 + ((a * 256 + b) * 256 + c) * 256 + d
    add(string.sub(value, at + 5, next - 1))
    at = next
  end
  return found
end
local function binary(entry)
  local length = #entry
  local d = length % 256
  local c = (length - d) / 256 % 256
  local b = (length - c * 256 - d) / 65536 % 256
  return string.char(198, math.floor(length / 16777216), b, c, d) .. entry
end
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[2], KEYS[4])
local watermark = redis.call('GET', KEYS[3])
if watermark and below(ARGV[4], watermark) then return 0 end
local entry, life = ARGV[2], ARGV[3]
if ARGV[5] ~= '' then
  if redis.call('SET', KEYS[1], entry, 'PX', life, 'NX') then return 1 end
  local there = redis.pcall('GET', KEYS[1])
  local kept = type(there) == 'string' and others(there, ARGV[5]) or {}
  if #kept > 0 then
    local parts = { string.char(148 + #kept, 2, 0), string.sub(entry, 4, 12), binary(entry) }
    for _, other in ipairs(kept) do parts[#parts + 1] = binary(other) end
    entry = table.concat(parts)
    local left = redis.call('PTTL', KEYS[1])
    if left >= 0 and left < tonumber(life) then life = math.max(left, 1) end
  end
end
redis.call('SET', KEYS[1], entry, 'PX', life)
return 1
