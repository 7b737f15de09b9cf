-- Whether decimal a is below decimal b; as text, because Lua's numbers lose the low bits of large versions.
local function below(a, b) return #a < #b or (#a == #b and a < b) end
