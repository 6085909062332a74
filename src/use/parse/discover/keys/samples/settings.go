package settings

// Both stand on one line, and are two.
var Tokens = []string{"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", "AKIAQYLPMN5HNXKZ3R2D"}
var driver = "fw_getVersionOfDeviceDriver2"
