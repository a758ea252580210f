// The calls on one's own secrets that succeed, with every member of the answers (coder.md 2.1 to 2.6).
package main

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/coder/coder/v2/codersdk"
)

func withEnv(name string, env string) codersdk.CreateUserSecretRequest {
	return codersdk.CreateUserSecretRequest{Name: name, Value: marker, EnvName: env}
}

// create makes secrets of every form and returns them as the server showed them.
func create(ctx context.Context, client *codersdk.Client) []codersdk.UserSecret {
	found, err := client.UserSecrets(ctx, codersdk.Me)
	// The SDK decodes null to nil, and an array to anything else.
	check("an empty list is an array", firstOf(worked(err), wrong(found == nil, "null"), wrong(len(found) > 0, "not empty")))

	requests := []codersdk.CreateUserSecretRequest{
		{Name: "go-full", Value: marker + "\n", Description: "a <b> & c", EnvName: "GO_FULL", FilePath: "~/.go/full"},
		{Name: "go-file", Value: marker, FilePath: "/run/go/file"},
		{Name: "go-off", Value: marker, Enabled: to(false)},
		{Name: "go-on", Value: marker, EnvName: "GO_ON", Enabled: to(true)},
		withEnv("batch", "GO_BATCH"),
	}
	for index, name := range []string{"a b", "ü", "a:b", "a@b&c=d+e$f,g;h", "Ａ", "😀"} {
		requests = append(requests, withEnv(name, "GO_NAME_"+string(rune('A'+index))))
	}
	secrets := []codersdk.UserSecret{}
	for _, request := range requests {
		created, err := client.CreateUserSecret(ctx, codersdk.Me, request)
		check("create "+request.Name, firstOf(worked(err), asRequested(created, request)))
		secrets = append(secrets, created)
	}
	return secrets
}

// asRequested compares every member that the request has, and what the server adds.
func asRequested(secret codersdk.UserSecret, request codersdk.CreateUserSecretRequest) string {
	return firstOf(
		wrong(secret.ID == uuid.Nil, "no id"),
		wrong(secret.Name != request.Name, "another name"),
		wrong(secret.Description != request.Description, "another description"),
		wrong(secret.EnvName != request.EnvName, "another env_name"),
		wrong(secret.FilePath != request.FilePath, "another file_path"),
		wrong(secret.Enabled != (request.Enabled == nil || *request.Enabled), "another enabled"),
		wrong(time.Since(secret.CreatedAt).Abs() > time.Hour, "created_at is not now"),
		wrong(!secret.UpdatedAt.Equal(secret.CreatedAt), "updated_at differs"),
	)
}

func list(ctx context.Context, client *codersdk.Client, created []codersdk.UserSecret) {
	want := slices.SortedFunc(slices.Values(created), func(one, other codersdk.UserSecret) int {
		return strings.Compare(one.Name, other.Name)
	})
	found, err := client.UserSecrets(ctx, codersdk.Me)
	check("list, in the order of names", firstOf(worked(err), wrong(!slices.Equal(found, want), "not what was created")))
}

func read(ctx context.Context, client *codersdk.Client, me codersdk.User, created []codersdk.UserSecret) {
	for _, secret := range created {
		found, err := client.UserSecretByName(ctx, codersdk.Me, secret.Name)
		check("get "+secret.Name+" as the SDK writes it", firstOf(worked(err), wrong(found != secret, "another secret")))
		found, err = client.UserSecretByName(ctx, codersdk.Me, escaped(secret.Name))
		check("get "+secret.Name+" escaped", firstOf(worked(err), wrong(found != secret, "another secret")))
	}
	for kind, text := range map[string]string{"id": me.ID.String(), "name": "alice"} {
		found, err := client.UserSecretByName(ctx, text, "go-full")
		check("get under the user's "+kind, firstOf(worked(err), wrong(found != created[0], "another secret")))
	}
}

// escaped writes a name as the dashboard's client does: everything that may be escaped is (coder.md 2.12).
func escaped(name string) string { return strings.ReplaceAll(url.QueryEscape(name), "+", "%20") }

func update(ctx context.Context, client *codersdk.Client) {
	change := func(name string, request codersdk.UpdateUserSecretRequest, want func(*codersdk.UserSecret)) {
		before, err := client.UserSecretByName(ctx, codersdk.Me, "go-full")
		check("get before "+name, worked(err))
		changed, err := client.UpdateUserSecret(ctx, codersdk.Me, "go-full", request)
		problem := firstOf(worked(err), wrong(!changed.UpdatedAt.After(before.UpdatedAt), "updated_at does not grow"))
		want(&before)
		before.UpdatedAt = changed.UpdatedAt
		check("update of "+name, firstOf(problem, wrong(changed != before, "more or less than that has changed")))
		after, err := client.UserSecretByName(ctx, codersdk.Me, "go-full")
		check("get behind "+name, firstOf(worked(err), wrong(after != changed, "it is not kept")))
	}
	change("the description", codersdk.UpdateUserSecretRequest{Description: to("changed")}, func(s *codersdk.UserSecret) { s.Description = "changed" })
	change("the value", codersdk.UpdateUserSecretRequest{Value: to("another " + marker)}, func(*codersdk.UserSecret) {})
	change("the value, to nothing", codersdk.UpdateUserSecretRequest{Value: to("")}, func(*codersdk.UserSecret) {})
	change("its own env_name", codersdk.UpdateUserSecretRequest{EnvName: to("GO_FULL")}, func(*codersdk.UserSecret) {})
	change("env_name, to nothing", codersdk.UpdateUserSecretRequest{EnvName: to("")}, func(s *codersdk.UserSecret) { s.EnvName = "" })
	change("file_path against env_name", codersdk.UpdateUserSecretRequest{EnvName: to("GO_OTHER"), FilePath: to("")}, func(s *codersdk.UserSecret) {
		s.EnvName, s.FilePath = "GO_OTHER", ""
	})
	change("enabled and everything", codersdk.UpdateUserSecretRequest{
		Value: to(marker), Description: to(""), EnvName: to(""), FilePath: to(""), Enabled: to(false),
	}, func(s *codersdk.UserSecret) { s.Description, s.EnvName, s.FilePath, s.Enabled = "", "", "", false })
}

func remove(ctx context.Context, client *codersdk.Client) {
	for _, name := range []string{"go-full", "batch", "a b", "a:b", "ü"} {
		check("delete "+name, worked(client.DeleteUserSecret(ctx, codersdk.Me, name)))
		check("delete "+name+" again is a 404", refused(client.DeleteUserSecret(ctx, codersdk.Me, name), 404, notFound))
	}
	_, err := client.UserSecretByName(ctx, codersdk.Me, "go-full")
	check("get behind delete is a 404", refused(err, 404, notFound))
	_, err = client.UpdateUserSecret(ctx, codersdk.Me, "go-full", codersdk.UpdateUserSecretRequest{Description: to("")})
	check("update behind delete is a 404", refused(err, 404, notFound))
	again, err := client.CreateUserSecret(ctx, codersdk.Me, withEnv("go-full", "GO_FULL"))
	check("create behind delete", firstOf(worked(err), asRequested(again, withEnv("go-full", "GO_FULL"))))
}
