//go:build v22

// What the v22 package calls differently: its create model, and no bulk upsert.
package main

import (
	"context"
	"net/http"

	"github.com/appgate/sdp-api-client-go/api/v22/openapi"
)

const peer = "v22"

func createSecret(client *openapi.APIClient, ctx context.Context, name string, value string, tags []string) (*openapi.Secret, *http.Response, error) {
	request := openapi.NewSecretsGetRequest(name, value)
	request.Tags = tags
	return client.SecretsManagerApi.SecretsPost(ctx).SecretsGetRequest(*request).Execute()
}

func bulk(*openapi.APIClient, context.Context) {}
