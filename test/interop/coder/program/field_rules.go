// The field rules, judged by the server as the SDK's own functions judge them (coder.md section 3).
//
// Left out is what the server refuses on purpose: names that cannot be addressed, longer ones, control characters.
package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"

	"github.com/coder/coder/v2/codersdk"
)

var (
	names = []string{
		"", " ", "\u00a0\u2003", "plain", " lead", "trail\t", "\u0085x", "x\u2028", "\ufeffx", "a/b", "a?b", "a#b", "/", "a b", "ü",
		"a\u0301", "a%41", "%", "a\\b", "...", "-", "~", "a.b", "__proto__", "constructor", "tokens", "\U0001F600", "\ufffd",
	}
	envs = []string{
		"", "_", "a", "A9_", "9A", "A-B", "A B", "A\n", "\nA", "A=", "É", "ſSH_TTY", "Aı", "A\x00", "$A", "CODER", "coder", "Coder_",
		"CODERX", "CODER_TOKEN", "XCODER_", "GIT", "GIT_", "git_dir", "GITHUB_TOKEN", "LC", "LC_ALL", "lc_", "LCX", "LD_PRELOAD",
		"LD", "ldap", "DYLD_X", "dyld", "MAIL", "MANPATH", "DISPLAY", "LINES", "COLUMNS", "TZ", "SHLVL", "PS1", "PS4", "PROMPT_COMMAND",
		"PYTHONPATH", "NODE_OPTIONS", "BASHOPTS", "SHELLOPTS", "UID", "EUID", "HISTFILE", "INPUTRC", "LANGUAGE", "TERMINFO", "COLORTERM",
		"BROWSER", "DBUS_SESSION_BUS_ADDRESS", "XAUTHORITY", "XDG_DATA_DIRS", "XDG_CONFIG_DIRS", "XDG_SESSION_ID", "XDG_", "SSH_ASKPASS",
		"SSH_AGENT_PID", "SSH_ORIGINAL_COMMAND", "VSCODE_", "CS_", "HOST", "TMP_DIR", "OIDC_TOKEN", "OPENAI_API_KEY", "http_proxy", "NO_PROXY",
		strings.Repeat("A", codersdk.MaxUserSecretEnvNameLength), strings.Repeat("A", codersdk.MaxUserSecretEnvNameLength+1),
	}
	paths = []string{
		"", "/", "~/", "~", "~x/y", "x", "./x", "../x", " /x", "/x ", "/a/../b", "//x", "C:\\x", "\\x", "/x\x00", "\x00/x", "~/\u00fc", "/\n",
		"/" + strings.Repeat("a", 4095), "/" + strings.Repeat("a", 4096), "~/" + strings.Repeat("ü", 2047), "~/" + strings.Repeat("ü", 2048),
	}
	values = []string{
		"", marker, " " + marker + "\r\n", marker + "\x00", "\ufeff" + marker, marker + "\x01\x1f\x7f\u2028", "${" + marker + "}",
		filled(codersdk.MaxUserSecretValueBytes, "a"), filled(codersdk.MaxUserSecretValueBytes+1, "a"),
		filled(codersdk.MaxUserSecretValueBytes-1, "é"), filled(codersdk.MaxUserSecretValueBytes+2, "é"),
	}
)

// filled is a value of about so many bytes, never more.
func filled(bytes int, with string) string {
	return marker + strings.Repeat(with, (bytes-len(marker))/len(with))
}

func fieldRules(ctx context.Context, client *codersdk.Client) {
	plain := codersdk.CreateUserSecretRequest{Name: "go-rule", Value: marker, Enabled: to(false)}
	each := func(field string, inputs []string, set func(*codersdk.CreateUserSecretRequest, string)) {
		problems, refusals := []string{}, 0
		for index, input := range inputs {
			request := plain
			set(&request, input)
			refusals += len(codersdk.ValidateCreateUserSecretRequest(request))
			if found := judged(ctx, client, request); found != "" {
				problems = append(problems, fmt.Sprintf("input %d: %s", index, found))
			}
		}
		check(fmt.Sprintf("%d inputs of %s as the SDK judges them, %d refused", len(inputs), field, refusals), few(problems))
	}
	each("name", names, func(r *codersdk.CreateUserSecretRequest, text string) { r.Name = text })
	each("env_name", envs, func(r *codersdk.CreateUserSecretRequest, text string) { r.EnvName = text })
	each("file_path", paths, func(r *codersdk.CreateUserSecretRequest, text string) { r.FilePath = text })
	each("value", values, func(r *codersdk.CreateUserSecretRequest, text string) { r.Value = text })

	// Every name that the server reserves, in another case: the SDK has to reserve it too.
	reserved := strings.Fields(strings.ToLower(os.Getenv("CODER_RESERVED")))
	each("env_name that the server reserves", reserved, func(r *codersdk.CreateUserSecretRequest, text string) { r.EnvName = text })

	random := rand.New(rand.NewPCG(7, 36))
	any := func(inputs []string) string { return inputs[random.IntN(len(inputs))] }
	mixed := make([]codersdk.CreateUserSecretRequest, 150)
	for index := range mixed {
		mixed[index] = codersdk.CreateUserSecretRequest{
			Name: any(names), Value: any(values), EnvName: any(envs), FilePath: any(paths), Enabled: to(false),
		}
	}
	problems := []string{}
	for index, request := range mixed {
		if found := judged(ctx, client, request); found != "" {
			problems = append(problems, fmt.Sprintf("input %d: %s", index, found))
		}
	}
	check(fmt.Sprintf("%d inputs of all fields as the SDK judges them", len(mixed)), few(problems))
}

// judged creates the secret, wants what the SDK's own validation says, and deletes it again.
func judged(ctx context.Context, client *codersdk.Client, request codersdk.CreateUserSecretRequest) string {
	created, err := client.CreateUserSecret(ctx, codersdk.Me, request)
	if validations := codersdk.ValidateCreateUserSecretRequest(request); len(validations) > 0 {
		return refused(err, 400, validationFailed, validations...)
	}
	return firstOf(worked(err), asRequested(created, request), worked(client.DeleteUserSecret(ctx, codersdk.Me, escaped(request.Name))))
}
