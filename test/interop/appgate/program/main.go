// Uses the published Go SDK against a server, call by call; prints "ok NAME" or "failed NAME: what", never a value.
//
// It is compiled for each peer version: the runner puts the version in place of v22 in the import.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/appgate/sdp-api-client-go/api/v22/openapi"
)

const device = "4c07bc67-57ea-42dd-b702-c2d6c45419fc"

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
	client := openapi.NewAPIClient(configuration())
	anonymous := context.Background()

	refused(client, anonymous)
	token := login(client, anonymous)
	ctx := context.WithValue(anonymous, openapi.ContextAccessToken, token)

	first := createAll(client, ctx)
	list(client, ctx)
	readAndUpdate(client, ctx, first)
	errorModels(client, ctx, first)
	bulk(client, ctx)
	remove(client, ctx, first)
	logout(client, ctx)
	if failures > 0 {
		os.Exit(1)
	}
}

func configuration() *openapi.Configuration {
	config := openapi.NewConfiguration()
	config.Servers = openapi.ServerConfigurations{{URL: os.Getenv("APPGATE_URL")}}
	config.DefaultHeader["Accept"] = "application/vnd.appgate.peer-" + peer + "+json"
	config.HTTPClient = &http.Client{Timeout: 10 * time.Second}
	if path := os.Getenv("APPGATE_PEM"); path != "" {
		pem, err := os.ReadFile(path)
		roots := x509.NewCertPool()
		if err != nil || !roots.AppendCertsFromPEM(pem) {
			fmt.Println("failed setup: the certificate cannot be read")
			os.Exit(1)
		}
		config.HTTPClient.Transport = &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}
	}
	return config
}

func refused(client *openapi.APIClient, ctx context.Context) {
	request := openapi.NewLoginRequest("local", device)
	request.SetUsername(os.Getenv("APPGATE_USERNAME"))
	request.SetPassword("not the password")
	_, response, err := client.LoginApi.LoginPost(ctx).LoginRequest(*request).Execute()
	check("login with a wrong password is a 401", wantStatus(response, err, 401))

	_, response, err = client.SecretsManagerApi.SecretsGet(ctx).Execute()
	check("a list without a token is a 401 in the SDK's model", wantModel(response, err, 401, "unauthorized"))
}

func login(client *openapi.APIClient, ctx context.Context) string {
	request := openapi.NewLoginRequest("local", device)
	request.SetUsername(os.Getenv("APPGATE_USERNAME"))
	request.SetPassword(os.Getenv("APPGATE_PASSWORD"))
	answer, response, err := client.LoginApi.LoginPost(ctx).LoginRequest(*request).Execute()
	problem := wantStatus(response, err, 200)
	if problem == "" && (answer.GetToken() == "" || !answer.GetExpires().After(time.Now())) {
		problem = "no token, or one that has expired"
	}
	check("login", problem)
	if problem != "" {
		os.Exit(1)
	}
	return answer.GetToken()
}

// createAll makes three secrets and returns the first one as the server showed it.
func createAll(client *openapi.APIClient, ctx context.Context) *openapi.Secret {
	created, response, err := createSecret(client, ctx, "go-alpha", "value of alpha", []string{"Developer", "sdk"})
	problem := wantStatus(response, err, 200)
	if problem == "" {
		problem = firstOf(
			wrong(created.GetId() == "", "no id"),
			wrong(created.GetName() != "go-alpha", "another name"),
			wrong(strings.Join(created.GetTags(), ",") != "developer,sdk", "tags are not in lower case"),
			wrong(!created.GetCreated().Equal(created.GetUpdated()), "created and updated differ"),
			wrong(created.Secret != nil, "the value came back"),
		)
	}
	check("create", problem)
	if created == nil {
		os.Exit(1)
	}
	for _, name := range []string{"go-beta", "go-gamma"} {
		_, response, err = createSecret(client, ctx, name, "another value", nil)
		check("create "+name, wantStatus(response, err, 200))
	}
	return created
}

func list(client *openapi.APIClient, ctx context.Context) {
	api := client.SecretsManagerApi
	names := func(name string, request openapi.ApiSecretsGetRequest, want string, count string) {
		found, response, err := request.Execute()
		problem := wantStatus(response, err, 200)
		if problem == "" {
			got := []string{}
			for _, secret := range found.GetData() {
				got = append(got, secret.GetName())
			}
			problem = firstOf(
				wrong(strings.Join(got, " ") != want, "shows "+strings.Join(got, " ")),
				wrong(found.GetRange() != count, "range "+found.GetRange()),
				wrong(found.GetTotalCount() != 3, "another totalCount"),
			)
		}
		check(name, problem)
	}
	names("list", api.SecretsGet(ctx), "go-alpha go-beta go-gamma", "0-3/3")
	names("list with query, order and range", api.SecretsGet(ctx).Query("GO-B").OrderBy("name").Range_("0-10"), "go-beta", "0-1/1")
	names("list with a short query", api.SecretsGet(ctx).Query("-g"), "go-gamma", "0-1/1")
	names("list downwards", api.SecretsGet(ctx).OrderBy("name").Descending("true"), "go-gamma go-beta go-alpha", "0-3/3")
	names("list of one page", api.SecretsGet(ctx).Range_("1-2"), "go-beta", "1-2/3")
	names("list with filterBy", api.SecretsGet(ctx).FilterBy(map[string]string{"tags": "developer", "name": "alpha"}), "go-alpha", "0-1/1")
	names("list with filterBy and nothing found", api.SecretsGet(ctx).FilterBy(map[string]string{"tags": "nobody"}), "", "0-0/0")
}

func readAndUpdate(client *openapi.APIClient, ctx context.Context, first *openapi.Secret) {
	api := client.SecretsManagerApi
	read, response, err := api.SecretsIdGet(ctx, first.GetId()).Execute()
	problem := wantStatus(response, err, 200)
	if problem == "" {
		problem = firstOf(wrong(read.GetName() != "go-alpha", "another secret"), wrong(read.Secret != nil, "the value came back"))
	}
	check("read", problem)
	if read == nil {
		return
	}
	read.SetNotes("changed by the SDK")
	updated, response, err := api.SecretsIdPut(ctx, first.GetId()).Secret(*read).Execute()
	problem = wantStatus(response, err, 200)
	if problem == "" {
		problem = firstOf(
			wrong(updated.GetNotes() != "changed by the SDK", "notes are not kept"),
			wrong(!updated.GetCreated().Equal(first.GetCreated()), "created has changed"),
			wrong(updated.GetUpdated().Before(first.GetUpdated()), "updated goes back"),
		)
	}
	check("update of the whole object as it was read", problem)
	read.SetSecret("the second value of alpha")
	_, response, err = api.SecretsIdPut(ctx, first.GetId()).Secret(*read).Execute()
	check("update of the value", wantStatus(response, err, 200))
}

func errorModels(client *openapi.APIClient, ctx context.Context, first *openapi.Secret) {
	_, response, err := createSecret(client, ctx, "go-alpha", "value", nil)
	check("a taken name is a 409 in the SDK's model", wantModel(response, err, 409, "conflict"))

	_, response, err = createSecret(client, ctx, "", "", nil)
	problem := wantStatus(response, err, 422)
	if failure, ok := err.(*openapi.GenericOpenAPIError); problem == "" && ok {
		model, is := failure.Model().(openapi.ValidationError)
		fields := []string{}
		for _, entry := range model.GetErrors() {
			fields = append(fields, entry.GetField())
		}
		problem = firstOf(
			wrong(!is, "not the SDK's ValidationError"),
			wrong(strings.Join(fields, " ") != "name secret", "names "+strings.Join(fields, " ")),
		)
	}
	check("field rules are a 422 with every problem", problem)

	taken := openapi.NewSecret("go-beta")
	_, response, err = client.SecretsManagerApi.SecretsIdPut(ctx, first.GetId()).Secret(*taken).Execute()
	check("a rename onto a taken name is a 422", wantStatus(response, err, 422))

	_, response, err = client.SecretsManagerApi.SecretsIdGet(ctx, device).Execute()
	check("an unknown id is a 404 in the SDK's model", wantModel(response, err, 404, "not found"))
}

func remove(client *openapi.APIClient, ctx context.Context, first *openapi.Secret) {
	api := client.SecretsManagerApi
	response, err := api.SecretsIdDelete(ctx, first.GetId()).Execute()
	check("delete", wantStatus(response, err, 204))
	response, err = api.SecretsIdDelete(ctx, first.GetId()).Execute()
	check("delete again is a 404", wantStatus(response, err, 404))
}

func logout(client *openapi.APIClient, ctx context.Context) {
	response, err := client.LoginApi.AuthenticationLogoutPost(ctx).Execute()
	check("logout", wantStatus(response, err, 204))
	_, response, err = client.SecretsManagerApi.SecretsGet(ctx).Execute()
	check("the token is dead behind it", wantModel(response, err, 401, "unauthorized"))
}

// wantStatus wants an error from the SDK for a status from 300 on, and none below.
func wantStatus(response *http.Response, err error, status int) string {
	if response == nil {
		return "no answer"
	}
	if response.StatusCode != status {
		return fmt.Sprintf("status %d", response.StatusCode)
	}
	if (err != nil) != (status >= 300) {
		return fmt.Sprintf("the SDK could not decode the answer: %v", err)
	}
	return ""
}

func wantModel(response *http.Response, err error, status int, id string) string {
	if problem := wantStatus(response, err, status); problem != "" {
		return problem
	}
	failure, ok := err.(*openapi.GenericOpenAPIError)
	if !ok {
		return "another kind of error"
	}
	model, ok := failure.Model().(openapi.Error)
	if !ok {
		return "not the SDK's Error model"
	}
	return firstOf(wrong(model.GetId() != id, "id "+model.GetId()), wrong(model.GetMessage() == "", "no message"))
}

func wrong(is bool, text string) string {
	if is {
		return text
	}
	return ""
}

func firstOf(problems ...string) string {
	for _, problem := range problems {
		if problem != "" {
			return problem
		}
	}
	return ""
}
