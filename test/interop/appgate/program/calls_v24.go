//go:build v24

// What the v24 package calls differently: its create model, and the bulk upsert.
package main

import (
	"context"
	"net/http"

	"github.com/appgate/sdp-api-client-go/api/v22/openapi"
)

const peer = "v24"

func createSecret(client *openapi.APIClient, ctx context.Context, name string, value string, tags []string) (*openapi.Secret, *http.Response, error) {
	request := openapi.NewSecretsPostRequest(name, value)
	request.Tags = tags
	return client.SecretsManagerApi.SecretsPost(ctx).SecretsPostRequest(*request).Execute()
}

func bulk(client *openapi.APIClient, ctx context.Context) {
	fresh := openapi.NewSecret("go-delta")
	fresh.SetSecret("value of delta")
	changed := openapi.NewSecret("go-beta")
	changed.SetSecret("the second value of beta")
	same := openapi.NewSecret("go-gamma")
	broken := openapi.NewSecret("go-epsilon")
	data := []openapi.Secret{*fresh, *changed, *same, *broken}
	report, response, err := client.SecretsApi.SecretsBulkUpsertPost(ctx).
		SecretsBulkUpsertPostRequest(*openapi.NewSecretsBulkUpsertPostRequest(data)).Execute()
	problem := wantStatus(response, err, 200)
	if problem == "" {
		problem = firstOf(
			wrong(len(report.GetCreated()) != 1, "not one was created"),
			wrong(len(report.GetUpdated()) != 1, "not one was updated"),
			wrong(len(report.GetUnchanged()) != 1, "not one was left as it was"),
			wrong(len(report.GetFailures()) != 1, "not one has failed"),
		)
	}
	check("bulk upsert of a new, a changed, an equal and a broken one", problem)
	found, response, err := client.SecretsManagerApi.SecretsGet(ctx).Execute()
	problem = wantStatus(response, err, 200)
	if problem == "" {
		problem = wrong(found.GetTotalCount() != 4, "another totalCount")
	}
	check("the list behind the bulk upsert", problem)
}
