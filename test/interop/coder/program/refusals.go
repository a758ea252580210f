// The failure paths: conflicts, rules, limits and other users' secrets (coder.md 1.7, 2.5, 2.7, 2.8).
package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/coder/coder/v2/codersdk"
)

// targetRule has the checks whose answers differ between the two rules (coder.md 0.3).
func targetRule(ctx context.Context, client *codersdk.Client) {
	verdict := func(name string, err error) {
		if current() {
			check("target rule: "+name, refusedFor(err, 400, codersdk.UserSecretEnvNameField, codersdk.UserSecretInjectionTargetRequiredDetail))
			return
		}
		check("target rule: "+name, worked(err))
	}
	_, err := client.CreateUserSecret(ctx, codersdk.Me, codersdk.CreateUserSecretRequest{Name: "go-aimless", Value: marker})
	verdict("create without a target", err)
	_, err = client.UpdateUserSecret(ctx, codersdk.Me, "go-off", codersdk.UpdateUserSecretRequest{Enabled: to(true)})
	verdict("enabling without a target", err)
	_, err = client.UpdateUserSecret(ctx, codersdk.Me, "go-file", codersdk.UpdateUserSecretRequest{FilePath: to("")})
	verdict("clearing the last target", err)

	imported, err := client.ImportUserSecrets(ctx, codersdk.Me, codersdk.ImportUserSecretsRequest{
		Format: codersdk.SecretsFileFormatEnv, Content: "PATH=" + marker,
	})
	problem := firstOf(worked(err), wrong(len(imported) != 1, "not one secret"))
	if problem == "" {
		problem = firstOf(
			wrong(imported[0].EnvName != "", "it has an env_name"),
			wrong(imported[0].Enabled == current(), fmt.Sprintf("enabled is %t", imported[0].Enabled)),
		)
	}
	check("target rule: import of a reserved name", problem)
}

func conflicts(ctx context.Context, client *codersdk.Client) {
	const env, file = "environment variable already in use", "file path already in use"
	_, err := client.CreateUserSecret(ctx, codersdk.Me, codersdk.CreateUserSecretRequest{
		Name: "go-taken", Value: marker, EnvName: "GO_TAKEN", FilePath: "/go/taken", Enabled: to(false),
	})
	check("create what others will meet", worked(err))
	_, err = client.CreateUserSecret(ctx, codersdk.Me, withEnv("go-taken", "GO_FREE"))
	check("a taken name is a 409", refusedFor(err, 409, "name", "name already in use"))
	_, err = client.CreateUserSecret(ctx, codersdk.Me, withEnv("go-free", "GO_TAKEN"))
	check("a taken env_name is a 409", refusedFor(err, 409, "env_name", env))
	_, err = client.CreateUserSecret(ctx, codersdk.Me, codersdk.CreateUserSecretRequest{Name: "go-free", Value: marker, FilePath: "/go/taken"})
	check("a taken file_path is a 409", refusedFor(err, 409, "file_path", file))
	_, err = client.UpdateUserSecret(ctx, codersdk.Me, "go-on", codersdk.UpdateUserSecretRequest{EnvName: to("GO_TAKEN")})
	check("update to a taken env_name is a 409", refusedFor(err, 409, "env_name", env))
	_, err = client.UpdateUserSecret(ctx, codersdk.Me, "go-on", codersdk.UpdateUserSecretRequest{FilePath: to("/go/taken")})
	check("update to a taken file_path is a 409", refusedFor(err, 409, "file_path", file))
	_, err = client.ImportUserSecrets(ctx, codersdk.Me, codersdk.ImportUserSecretsRequest{
		Format: codersdk.SecretsFileFormatYAML, Content: "GO_NEW: " + marker + "\nGO_TAKEN: " + marker,
	})
	check("an import that meets one is a 409", refusedFor(err, 409, "secrets[1].env_name", env))
	_, err = client.UserSecretByName(ctx, codersdk.Me, "GO_NEW")
	check("and imports nothing", refused(err, 404, notFound))
}

func refusals(ctx context.Context, client *codersdk.Client) {
	const nothing = "At least one field must be provided."
	_, err := client.UpdateUserSecret(ctx, codersdk.Me, "go-on", codersdk.UpdateUserSecretRequest{})
	check("an update of nothing is a 400", refused(err, 400, nothing))
	_, err = client.UpdateUserSecret(ctx, codersdk.Me, "go-missing", codersdk.UpdateUserSecretRequest{})
	check("and on a missing secret too", refused(err, 400, nothing))
	_, err = client.UpdateUserSecret(ctx, codersdk.Me, "go-missing", codersdk.UpdateUserSecretRequest{
		Value: to(marker + "\x00"), EnvName: to("1"), FilePath: to("x"),
	})
	check("field rules come before a missing secret, all of them", refused(err, 400, validationFailed,
		codersdk.ValidationError{Field: "value", Detail: codersdk.UserSecretValueValid("\x00").Error()},
		codersdk.ValidationError{Field: "env_name", Detail: codersdk.UserSecretEnvNameValid("1").Error()},
		codersdk.ValidationError{Field: "file_path", Detail: codersdk.UserSecretFilePathValid("x").Error()},
	))
	_, err = client.UserSecretByName(ctx, codersdk.Me, "go-missing")
	check("a missing secret is a 404", refused(err, 404, notFound))
}

func others(ctx context.Context, alice *codersdk.Client, bob *codersdk.Client, root *codersdk.Client) {
	_, err := bob.CreateUserSecret(ctx, codersdk.Me, codersdk.CreateUserSecretRequest{
		Name: "go-taken", Value: marker, EnvName: "GO_TAKEN", FilePath: "/go/taken",
	})
	check("the same name, env_name and file_path for another user", worked(err))
	before, err := bob.UserSecrets(ctx, codersdk.Me)
	check("bob has one", firstOf(worked(err), wrong(len(before) != 1, "another number")))
	asOther := func(who string, client *codersdk.Client, write int, message string) {
		_, err := client.UserSecrets(ctx, "bob")
		check(who+" lists bob's: 404", refused(err, 404, notFound))
		_, err = client.UserSecretByName(ctx, "bob", "go-taken")
		check(who+" reads bob's: 404", refused(err, 404, notFound))
		check(who+" deletes bob's: 404", refused(client.DeleteUserSecret(ctx, "bob", "go-taken"), 404, notFound))
		_, err = client.CreateUserSecret(ctx, "bob", withEnv("go-other", "GO_OTHER"))
		check(fmt.Sprintf("%s creates one for bob: %d", who, write), refused(err, write, message))
		_, err = client.UpdateUserSecret(ctx, "bob", "go-taken", codersdk.UpdateUserSecretRequest{Value: to(marker)})
		check(fmt.Sprintf("%s changes bob's: %d", who, write), refused(err, write, message))
		_, err = client.ImportUserSecrets(ctx, "bob", codersdk.ImportUserSecretsRequest{Format: codersdk.SecretsFileFormatEnv, Content: "A=" + marker})
		check(fmt.Sprintf("%s imports for bob: %d", who, write), refused(err, write, message))
	}
	asOther("a member", alice, 404, notFound)
	asOther("an administrator", root, 403, "Forbidden.")
	after, err := bob.UserSecrets(ctx, codersdk.Me)
	check("bob still has that one", firstOf(worked(err), wrong(len(after) != 1 || after[0] != before[0], "not as before")))
}

// limits takes the numbers from the SDK (coder.md 2.8, 3.6); the value of each secret is of one size.
func limits(ctx context.Context, client *codersdk.Client) {
	value := func(bytes int) string { return strings.Repeat(marker, bytes/len(marker)+1)[:bytes] }
	created := []string{}
	create := func(request codersdk.CreateUserSecretRequest) error {
		_, err := client.CreateUserSecret(ctx, codersdk.Me, request)
		if err == nil {
			created = append(created, request.Name)
		}
		return err
	}
	forget := func() (problem string) {
		for _, name := range created {
			problem = firstOf(problem, worked(client.DeleteUserSecret(ctx, codersdk.Me, name)))
		}
		created = nil
		return problem
	}

	err := create(codersdk.CreateUserSecretRequest{Name: "env", Value: value(codersdk.MaxUserSecretValueBytes), EnvName: "GO_ALL"})
	check("a variable of the whole budget", worked(err))
	err = create(codersdk.CreateUserSecretRequest{Name: "more", Value: value(len(marker)), EnvName: "GO_MORE"})
	check("and one more is a 400", refused(err, 400, "Environment-injected user secrets bytes limit reached."))
	problem := ""
	for size, index := codersdk.MaxUserSecretsTotalValueBytes-codersdk.MaxUserSecretValueBytes, 0; size > 0; index++ {
		part := min(size, codersdk.MaxUserSecretValueBytes)
		size -= part
		problem = firstOf(problem, worked(create(codersdk.CreateUserSecretRequest{
			Name: fmt.Sprint("file-", index), Value: value(part), FilePath: fmt.Sprint("/go/", index),
		})))
	}
	check("values of the whole budget", problem)
	err = create(codersdk.CreateUserSecretRequest{Name: "more", Value: value(len(marker)), FilePath: "/go/more"})
	check("and one more value is a 400", refused(err, 400, "User secrets value-bytes limit reached."))
	check("delete them all", forget())

	problem = ""
	for index := range codersdk.MaxUserSecretsPerUserCount {
		problem = firstOf(problem, worked(create(codersdk.CreateUserSecretRequest{
			Name: fmt.Sprint("count-", index), Value: marker, Enabled: to(false),
		})))
	}
	check("as many secrets as there may be", problem)
	err = create(codersdk.CreateUserSecretRequest{Name: "more", Value: marker, Enabled: to(false)})
	check("and one more secret is a 400", refused(err, 400, "User secrets limit reached."))
}
