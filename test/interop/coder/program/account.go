// What a client asks before it uses secrets: the deployment, logins, users, keys (coder.md 1.4, 1.5, 1.6).
package main

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/coder/coder/v2/codersdk"
)

func deployment(ctx context.Context, client *codersdk.Client) {
	info, err := client.BuildInfo(ctx)
	check("buildinfo", firstOf(worked(err), wrong(!strings.HasPrefix(info.Version, "v2."), "version "+info.Version)))

	first, err := client.HasFirstUser(ctx)
	check("there is a first user", firstOf(worked(err), wrong(!first, "there is none")))
	_, err = client.CreateFirstUser(ctx, codersdk.CreateFirstUserRequest{
		Email: "eve@example.com", Username: "eve", Password: "eve would be the first",
	})
	check("a second first user is a 409", refused(err, 409, "The initial user has already been created."))

	methods, err := client.AuthMethods(ctx)
	check("authmethods", firstOf(
		worked(err),
		wrong(!methods.Password.Enabled, "no passwords"),
		wrong(methods.Github.Enabled || methods.OIDC.Enabled, "more than passwords"),
	))
}

func logins(ctx context.Context, client *codersdk.Client) {
	_, err := client.LoginWithPassword(ctx, codersdk.LoginWithPasswordRequest{Email: "alice@example.com", Password: "not the password"})
	check("login with a wrong password is a 401", refused(err, 401, "Incorrect email or password."))
	_, err = client.LoginWithPassword(ctx, codersdk.LoginWithPasswordRequest{Email: "nobody@example.com", Password: "not the password"})
	check("login of nobody is the same 401", refused(err, 401, "Incorrect email or password."))
	_, err = client.LoginWithPassword(ctx, codersdk.LoginWithPasswordRequest{Email: "alice@example.com"})
	check("login without a password is a 400", refusedFor(err, 400, "password", `Validation failed for tag "required" with value: ""`))

	_, err = client.UserSecrets(ctx, codersdk.Me)
	check("a list without a token is a 401", refused(err, 401, signedOut))
	stranger := newClient()
	stranger.SetSessionToken("0123456789-0123456789abcdefghijkl")
	_, err = stranger.UserSecrets(ctx, codersdk.Me)
	check("a list with an unknown token is a 401", refused(err, 401, signedOut))
}

// users returns the caller as the server shows it.
func users(ctx context.Context, client *codersdk.Client) codersdk.User {
	me, err := client.User(ctx, codersdk.Me)
	check("users/me", firstOf(
		worked(err),
		wrong(me.ID == uuid.Nil, "no id"),
		wrong(me.Username != "alice" || me.Email != "alice@example.com", "somebody else"),
		wrong(me.Status != codersdk.UserStatusActive, "status "+string(me.Status)),
		wrong(me.LoginType != codersdk.LoginTypePassword, "login type "+string(me.LoginType)),
		wrong(me.CreatedAt.IsZero(), "no created_at"),
	))
	for kind, text := range map[string]string{"id": me.ID.String(), "name": "alice"} {
		found, err := client.User(ctx, text)
		check("a user by "+kind, firstOf(worked(err), wrong(found.ID != me.ID, "somebody else")))
	}
	_, err = client.User(ctx, "bob")
	check("another user is a 404", refused(err, 404, notFound))
	_, err = client.User(ctx, "nobody")
	check("an unknown user is the same 404", refused(err, 404, notFound))
	return me
}

func keys(ctx context.Context, client *codersdk.Client) {
	config, err := client.GetTokenConfig(ctx, codersdk.Me)
	check("tokenconfig", firstOf(worked(err), wrong(config.MaxTokenLifetime < 24*time.Hour, "hardly any lifetime")))

	request := codersdk.CreateTokenRequest{
		TokenName: "of-the-sdk",
		Lifetime:  2 * time.Hour,
		Scopes:    []codersdk.APIKeyScope{codersdk.APIKeyScopeUserSecretRead},
	}
	issued, err := client.CreateToken(ctx, codersdk.Me, request)
	check("a key with a scope", firstOf(worked(err), wrong(issued.Key == "", "no key")))
	_, err = client.CreateToken(ctx, codersdk.Me, request)
	check("a second key of that name is a 409", refused(err, 409, `A token with name "of-the-sdk" already exists.`,
		codersdk.ValidationError{Field: "name", Detail: "This name is already in use."}))

	known, err := client.Tokens(ctx, codersdk.Me, codersdk.TokensFilter{})
	problem := firstOf(worked(err), wrong(len(known) != 1, "not one key"))
	if problem == "" {
		problem = firstOf(
			wrong(known[0].TokenName != "of-the-sdk" || known[0].Username != "alice", "another key"),
			wrong(known[0].LifetimeSeconds != 7200, "another lifetime"),
			wrong(!known[0].ExpiresAt.After(time.Now()), "it has expired"),
			wrong(len(known[0].Scopes) != 1 || known[0].Scopes[0] != codersdk.APIKeyScopeUserSecretRead, "other scopes"),
		)
	}
	check("the list of keys", problem)
	if problem != "" {
		return
	}

	reader := newClient()
	reader.SetSessionToken(issued.Key)
	_, err = reader.UserSecrets(ctx, codersdk.Me)
	check("the key lists", worked(err))
	_, err = reader.CreateUserSecret(ctx, codersdk.Me, withEnv("by-key", "BY_KEY"))
	check("the key does not create", refused(err, 403, "Forbidden."))
	check("delete of the key", worked(client.DeleteAPIKey(ctx, codersdk.Me, known[0].ID)))
	_, err = reader.UserSecrets(ctx, codersdk.Me)
	check("the key is dead behind it", refused(err, 401, signedOut))
	check("delete of the key again is a 404", refused(client.DeleteAPIKey(ctx, codersdk.Me, known[0].ID), 404, notFound))

	session, err := client.CreateAPIKey(ctx, codersdk.Me)
	check("a session key", firstOf(worked(err), wrong(session.Key == "", "no key")))
	second := newClient()
	second.SetSessionToken(session.Key)
	_, err = second.UserSecrets(ctx, codersdk.Me)
	check("the session key lists", worked(err))
}

func logout(ctx context.Context, client *codersdk.Client) {
	check("logout", worked(client.Logout(ctx)))
	_, err := client.UserSecrets(ctx, codersdk.Me)
	check("the token is dead behind it", refused(err, 401, signedOut))
}
