// Imported files, read by the server as the SDK's own parser reads them, values included (coder.md 2.10, 2.11).
//
// The values come back from the native API. Of a file that is no JSON or no YAML only the refusal is compared, not the
// parser's words.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"

	"github.com/coder/coder/v2/codersdk"
)

const unreadable = "Failed to parse secrets file."

func secretsFiles(ctx context.Context, client *codersdk.Client) {
	me, err := client.User(ctx, codersdk.Me)
	check("users/me before imports", worked(err))
	space := "coder/" + me.ID.String()
	for _, format := range []codersdk.SecretsFileFormat{codersdk.SecretsFileFormatEnv, codersdk.SecretsFileFormatJSON, codersdk.SecretsFileFormatYAML} {
		contents := slices.Concat(written[format], composed(format, 200))
		problems, taken := []string{}, 0
		for _, content := range contents {
			found, is := imported(ctx, client, space, format, content)
			if is {
				taken++
			}
			if found != "" {
				problems = append(problems, fmt.Sprintf("file %.60q: %s", silent(content), found))
			}
		}
		check(fmt.Sprintf("%d files of %s as the SDK reads them, %d taken", len(contents), format, taken), few(problems))
	}
	_, err = client.ImportUserSecrets(ctx, codersdk.Me, codersdk.ImportUserSecretsRequest{Format: "toml", Content: "A=" + marker})
	check("a format of no parser is a 400", refused(err, 400, unreadable))
	_, err = client.ImportUserSecrets(ctx, codersdk.Me, codersdk.ImportUserSecretsRequest{Format: codersdk.SecretsFileFormatEnv})
	check("a file without content is a 400", refusedFor(err, 400, "content", `Validation failed for tag "required" with value: ""`))
}

// imported also tells whether the file was to be taken; what it made is deleted again.
func imported(ctx context.Context, client *codersdk.Client, space string, format codersdk.SecretsFileFormat, content string) (string, bool) {
	found, err := client.ImportUserSecrets(ctx, codersdk.Me, codersdk.ImportUserSecretsRequest{Format: format, Content: content})
	values, valuesProblem := map[string]string{}, ""
	if len(found) > 0 {
		values, valuesProblem = valuesOf(ctx, client, space)
	}
	for _, secret := range found {
		valuesProblem = firstOf(valuesProblem, worked(client.DeleteUserSecret(ctx, codersdk.Me, escaped(secret.Name))))
	}
	want, wantErr := codersdk.ParseSecretsFile(format, content)
	if wantErr != nil {
		return refusedFile(err, wantErr.Error()), false
	}
	validations := []codersdk.ValidationError{}
	for index, request := range want {
		for _, validation := range codersdk.ValidateCreateUserSecretRequest(request) {
			validation.Field = fmt.Sprintf("secrets[%d].%s", index, validation.Field)
			validations = append(validations, validation)
		}
	}
	if len(validations) > 0 {
		return refused(err, 400, validationFailed, validations...), false
	}
	problem := firstOf(worked(err), valuesProblem, wrong(len(found) != len(want), "another number of secrets"))
	if problem != "" {
		return problem, true
	}
	for index, secret := range found {
		problem = firstOf(
			problem,
			wrong(secret.Name != want[index].Name, "another name or order"),
			wrong(secret.EnvName != want[index].EnvName, "another env_name"),
			wrong(values[secret.Name] != want[index].Value, "another value"),
		)
	}
	return problem, true
}

func refusedFile(err error, detail string) string {
	if problem := refused(err, 400, unreadable); problem != "" {
		return problem
	}
	failure, _ := codersdk.AsError(err)
	got := failure.Detail
	for _, prefix := range []string{"invalid JSON", "invalid YAML"} {
		if strings.HasPrefix(detail, prefix) {
			return wrong(!strings.HasPrefix(got, prefix), "detail "+got+" instead of "+prefix)
		}
	}
	return wrong(got != detail, "detail "+got+" instead of "+detail)
}

// valuesOf reads all values of the space with the same token.
func valuesOf(ctx context.Context, client *codersdk.Client, space string) (map[string]string, string) {
	response, err := client.Request(ctx, http.MethodGet, "/pv/v1/values?space="+space, nil, func(request *http.Request) {
		request.Header.Set("Authorization", "Bearer "+client.SessionToken())
	})
	if err != nil {
		return nil, "no answer of the native API"
	}
	defer response.Body.Close()
	var answer struct {
		Items []struct {
			Name   string
			Fields map[string]string
		}
	}
	if json.NewDecoder(response.Body).Decode(&answer) != nil || response.StatusCode != http.StatusOK {
		return nil, fmt.Sprintf("the native API answers %d", response.StatusCode)
	}
	values := map[string]string{}
	for _, item := range answer.Items {
		values[item.Name] = item.Fields["value"]
	}
	return values, ""
}

// composed makes files out of pieces that such files have, always the same ones.
func composed(format codersdk.SecretsFileFormat, count int) []string {
	random := rand.New(rand.NewPCG(7, 36))
	files := make([]string, count)
	for index := range files {
		var file strings.Builder
		for range 1 + random.IntN(5) {
			for _, choices := range pieces[format] {
				file.WriteString(choices[random.IntN(len(choices))])
			}
		}
		files[index] = file.String()
		if format == codersdk.SecretsFileFormatJSON && random.IntN(8) > 0 {
			files[index] = "{" + strings.TrimSuffix(files[index], ",") + "}"
		}
	}
	return files
}
