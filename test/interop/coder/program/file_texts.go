// Files to import, and the pieces to compose more of: only data. No key has the marker of values in it.
//
// Left out is where the server differs on purpose: names that are empty, longer or have control characters, YAML's aliases and Unicode line breaks.
package main

import (
	"fmt"
	"strings"

	"github.com/coder/coder/v2/codersdk"
)

var written = map[codersdk.SecretsFileFormat][]string{
	codersdk.SecretsFileFormatEnv: {
		" \n\t", "# only a comment\n", "\ufeffA=" + marker, "A=" + marker + "\r\nB=x\r\n", "A=x\rB=y", "export A=x\nexport\tB=y\nexport=z",
		"exportA=x", "  export   A =  x  ", "A", "A\nB=x", "=x", " = x", "A=", "A=\"\"", "A=x\nA=y", "A=x\nB=\n\nA=y", "a=x\nA=y",
		"A=x#y # z", "A='x'", "A='x", "A='x'y", "A='x' # y", "A='x\"y\\n$HOME'", "A=\"x\\ny\\t\\r\\\\\\\"\\q\\u0041\"", "A=\"x\\\"", "A=\"x\\\\\"",
		"A=\"x", "A=\"x\"y", "A=\"x\"  \t", "A=\"\\", "A=$B${C}`d`", "A=x=y==", "PATH=x\nHOME=y\nCODER_X=z", "MY-KEY=x\nmy key=y\nü=z", "1=x",
		"A/B=x", "A?=x\nB#=y", "A=x\u0085", "\u00a0A\u2003=\u2003x\u00a0", "A=\u00a0'x'", "A='x'\u00a0", "A=\"x\ny\"", "A=x\x00", "A=\ufeffx",
		"A = ' x '", strings.Repeat("X", 255) + "=x", many("%s=x\n", 50), many("%s=x\n", 51), many("%s=x\n", 51) + "K0=y", "A=" + filled(24577, "a"),
		strings.Repeat("#", 1<<20) + "\n", strings.Repeat("#", (1<<20)-4) + "\nA=x",
	},
	codersdk.SecretsFileFormatJSON: {
		" \n", "{}", "[]", "null", "\"x\"", "1", "{", "}", "{]", "{\"A\"}", "{\"A\":}", "{\"A\":\"x\",}", "{\"A\":\"x\"}{}", "{\"A\":\"x\"} x", "{\"A\":\"x\"}]",
		"{\"A\":\"x\"}\n", "{\"A\":\"" + marker + "\",\"B\":\"y\\n\\u00fc\\ud83d\\ude00\\/\"}", "{\"A\":1}", "{\"A\":true}", "{\"A\":null}", "{\"A\":[\"x\"]}",
		"{\"A\":{\"B\":\"x\"}}", "{\"A\":\"x\",\"A\":\"y\"}", "{\"A\":\"x\",\"\\u0041\":\"y\"}", "{\"2\":\"x\",\"1\":\"y\",\"a\":\"z\"}", "{\"__proto__\":\"x\"}",
		"{\" A\":\"x\"}", "{\"A\":\"\"}", "{'A':'x'}", "{A:\"x\"}", "{\"A\":\"x\" \"B\":\"y\"}", "{\"A\":\"x\ny\"}", "{\"A\":\"\\x\"}", "{\"A\":01}",
		"{\"A\":\"x\\u0000\"}", "\ufeff{\"A\":\"x\"}", "{\"PATH\":\"x\",\"MY-KEY\":\"y\"}", "{\"A/B\":\"x\"}", "/* c */{\"A\":\"x\"}", "{\"A\":nul}",
		"{" + strings.TrimSuffix(many("\"%s\":\"x\",", 51), ",") + "}", "{\"A\":1,\"A\":2}", "{\"A\":\"x\",\"B\":[}", "{\"A\"::\"x\"}", "{,\"A\":\"x\"}",
	},
	codersdk.SecretsFileFormatYAML: {
		" \n", "# only a comment\n", "---\n", "{}", "[]", "x", "null", "A: " + marker + "\nB: 'y'\n", "---\nA: x\n", "---\nA: x\n---\nB: y\n", "A: x\n---\n",
		"A: x\n...\n", "A: 1", "A: 1.5", "A: true", "A: yes\nB: no\nC: on\nD: off\nE: y", "A: null", "A: ~", "A:", "A: ''", "A: 2001-01-01", "A: 0x1f",
		"A: 0o17", "A: 017", "A: 0b11", "A: 1_000", "A: 1e3", "A: .inf", "A: .NaN", "A: 12:30:45", "A: +1", "A: '1'\nB: \"true\"", "A: !!str 1",
		"A: !!int '1'", "A: !mine x", "A: !!binary eA==", "1: x", "true: x", "null: x", "~: x", "2001-01-01: x", "'1': x", "? x\n: y", "? [x]\n: y", "A: [x]", "A: {B: x}",
		"A:\n  - x", "A:\n  B: x", "A: &a x", "&k A: x", "<<: x", "<<: {A: x}", "A: |\n  x\n  y\n", "A: |-\n  x\n", "A: >\n  x\n  y\n\n  z\n",
		"A: |+\n  x\n\n", "A: \"x\\ny\\u00fc\\x41\"", "A: 'it''s'", "A: x # y\nB: x#y", "A: x\nA: y", "A: x\n'A': y", "{A: x, B: y}", "{A: x, A: y}", "A: x\n B: y", "\tA: x",
		"A: x\n\tB: y", "A: 'x", "@A: x", "A: @x", "A: %x", "A: `x`", "%YAML 1.1\n---\nA: yes", "\ufeffA: x", "A: x\r\nB: y\r\n", "PATH: x\nMY-KEY: y", "A/B: x", "A: x: y",
		"A: \"x\\q\"", "A: x\n- y", "- A: x", "A: \"x\n  y\"", "A: x\n  y", "' A': x", many("%s: x\n", 50), many("%s: x\n", 51), many("%s: x\n", 51) + "K0: y",
		"A: x\x01", "A: \"x\\0\"", "A: =", "=: x", "A: <<", "A: -", "A: -1", "A: 1.", "A: .5", "A: 0.1.2", "A: 1-2", "A: 0xg",
	},
}

// pieces has for each format the parts of one entry, with the choices for each part.
var pieces = map[codersdk.SecretsFileFormat][][]string{
	codersdk.SecretsFileFormatEnv: {
		{"", "", "", "export ", "export\t", " ", "#"},
		{"A", "B", "C", "D", "E_F", "my-key", "PATH", "export", "ü", ""},
		{"=", "=", "=", "=", " = ", "==", ""},
		{"", "", "'", "\""},
		{"x", "", " ", "\\n", "\\", "$A", "#", "=", "'", "\""},
		{"y", "z ", "\\\\", "\\\"", "\\'", "\u00a0"},
		{"", "", "'", "\"", "\" ", "\"#"},
		{"\n", "\n", "\r\n", "\n\n"},
	},
	codersdk.SecretsFileFormatJSON: {
		{"\"A\"", "\"B\"", "\"C\"", "\"D\"", "\"e-f\"", "\"PATH\"", " \"\\u0047\"", "\"H\"", "\"I\"", "1"},
		{":", ":", ":", " : ", ":\n", ":", ":", ":", ""},
		{"\"x\"", "\"y\"", "\"\\n\\\"\\\\\"", "\"\u00fc\"", "\"a b\"", "\"z\"", "1", "null", "[]", "\"\""},
		{",", ",", ",", " , ", ",\n", ",", ",", ",", ""},
	},
	codersdk.SecretsFileFormatYAML: {
		{"A", "B", "'C'", "\"D\"", "e-f", "PATH", "G", "H", "I J", "ü", "1", "~"},
		{": ", ": ", ": ", ":  ", ":\n  ", " : ", ":"},
		{"x", "x y", "'x'", "\"x\\n\"", "x # y", "x#y", "|\n  x\n  y", ">-\n  x\n  y", "!!str 1", "yes", "1", "true", "2001-01-01", "[x]", "'x", ""},
		{"\n", "\n", "\n", "\n\n", "\r\n", " \n", "\n# z\n"},
	},
}

func many(line string, count int) string {
	var file strings.Builder
	for index := range count {
		fmt.Fprintf(&file, line, fmt.Sprint("K", index))
	}
	return file.String()
}
