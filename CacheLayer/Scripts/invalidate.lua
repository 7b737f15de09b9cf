-- KEYS: value, lease, watermark, dependents, leaving dependents, dependencies. ARGV: version, watermark TTL in ms, version in halves of 32 bits (2), page length, the key because of which the value goes, or ''.
-- include below
-- include leaving-page
-- include is-tied
local function isAsNew(head, high, low)
  if type(head) ~= 'string' or #head < 13 then return false end
  local array, format, _, time = string.byte(head, 1, 4)
  if array < 149 or array > 151 or format ~= 1 or time ~= 207 then return false end
  local first = string.byte(head, 13)
  if first < 128 then return high == 0 and first >= low end
  local width = ({ [204] = 1, [205] = 2, [206] = 4, [207] = 8 })[first]
  if not width or #head < 13 + width then return false end
  local h, l = 0, 0
  for i = 14, 13 + width do
    h = (h * 256 + math.floor(l / 16777216)) % 4294967296
    l = (l % 16777216) * 256 + string.byte(head, i)
  end
  return h > high or (h == high and l >= low)
end
local version = ARGV[1]
local reply = {}
if version ~= '0' and isAsNew(redis.pcall('GETRANGE', KEYS[1], 0, 20), tonumber(ARGV[3]), tonumber(ARGV[4])) then
  reply[1] = 2
elseif ARGV[6] ~= '' and not isTied(KEYS[1], KEYS[6], ARGV[6]) then
  redis.call('DEL', KEYS[2])
  reply[1] = 0
else
  redis.call('DEL', KEYS[2], KEYS[6])
  reply[1] = redis.call('DEL', KEYS[1])
end
local watermark = redis.call('GET', KEYS[3])
if watermark and below(version, watermark) then version = watermark end
redis.call('DEL', KEYS[3])
redis.call('SET', KEYS[3], version, 'PX', ARGV[2])
return page(reply, KEYS[4], KEYS[5], tonumber(ARGV[5]), true)
