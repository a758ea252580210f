// Uses Coder's published Go SDK against a server, call by call; prints "ok NAME" or "failed NAME: what", never a value.
//
// The names of the checks that only hold under one target rule (coder.md 0.3) start with "target rule".
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/coder/coder/v2/codersdk"
)

var failures = 0

// check prints one result; problem is empty when all is as the contract says.
func check(name string, problem string) {
	if problem == "" {
		fmt.Println("ok", name)
		return
	}
	failures++
	fmt.Printf("failed %s: %s\n", name, problem)
}

func main() {
	ctx, done := context.WithTimeout(context.Background(), 2*time.Minute)
	defer done()
	anonymous := newClient()
	deployment(ctx, anonymous)
	logins(ctx, anonymous)

	alice := login(ctx, "alice")
	me := users(ctx, alice)
	created := create(ctx, alice)
	list(ctx, alice, created)
	read(ctx, alice, me, created)
	update(ctx, alice)
	remove(ctx, alice)

	targetRule(ctx, alice)
	conflicts(ctx, alice)
	refusals(ctx, alice)
	others(ctx, alice, login(ctx, "bob"), login(ctx, "root"))
	limits(ctx, login(ctx, "dave"))
	keys(ctx, alice)

	carol := login(ctx, "carol")
	fieldRules(ctx, carol)
	secretsFiles(ctx, carol)

	logout(ctx, alice)
	check("no answer held a value", wrong(leaks.Load() > 0, fmt.Sprintf("%d answers did", leaks.Load())))
	if failures > 0 {
		os.Exit(1)
	}
}

// current tells which of the two target rules the server should keep.
func current() bool { return os.Getenv("CODER_TARGET_RULE") == "current" }

func newClient() *codersdk.Client {
	base, err := url.Parse(os.Getenv("CODER_URL"))
	if err != nil {
		fmt.Println("failed setup: CODER_URL is no URL")
		os.Exit(1)
	}
	transport := &watchful{}
	return codersdk.New(base, codersdk.WithHTTPClient(&http.Client{Timeout: 10 * time.Second, Transport: transport}))
}

// login ends the program where a login fails: nothing behind it could work.
func login(ctx context.Context, username string) *codersdk.Client {
	client := newClient()
	answer, err := client.LoginWithPassword(ctx, codersdk.LoginWithPasswordRequest{
		Email:    username + "@example.com",
		Password: os.Getenv("CODER_PASSWORD"),
	})
	check("login of "+username, firstOf(worked(err), wrong(answer.SessionToken == "", "no token")))
	if answer.SessionToken == "" {
		os.Exit(1)
	}
	client.SetSessionToken(answer.SessionToken)
	return client
}
