// What a check wants of an answer, as the text of the first thing that is wrong; a text never quotes a value.
package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/coder/coder/v2/codersdk"
)

const (
	validationFailed = "Validation failed."
	notFound         = "Resource not found or you do not have access to this resource"
	signedOut        = "You are signed out or your session has expired. Please sign in again to continue."
)

// marker is a part of every value that the program sends and of nothing else.
const marker = "open-sesame"

// leaks counts the answers of Coder's API that held a value.
var leaks atomic.Int64

// watchful looks for values in every answer but those of the native API.
type watchful struct{}

func (*watchful) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(request.URL.Path, "/api/") && bytes.Contains(body, []byte(marker)) {
		leaks.Add(1)
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	return response, nil
}

// worked wants the SDK to have taken the answer for a success and decoded it.
func worked(err error) string {
	if failure, is := codersdk.AsError(err); is {
		return fmt.Sprintf("status %d, %s", failure.StatusCode(), told(failure))
	}
	return wrong(err != nil, "the SDK could not decode the answer")
}

// refused wants the SDK's own error with this status, message and exactly these validations.
func refused(err error, status int, message string, validations ...codersdk.ValidationError) string {
	if err == nil {
		return "it was taken"
	}
	failure, is := codersdk.AsError(err)
	if !is {
		return "the SDK could not decode the error"
	}
	return firstOf(
		wrong(failure.StatusCode() != status, fmt.Sprintf("status %d", failure.StatusCode())),
		wrong(failure.Message != message, "message "+failure.Message),
		wrong(!slices.Equal(failure.Validations, validations), told(failure)),
	)
}

// refusedFor is refused with one validation.
func refusedFor(err error, status int, field string, detail string) string {
	return refused(err, status, validationFailed, codersdk.ValidationError{Field: field, Detail: detail})
}

// told repeats the fields and details of an error: texts of the server, in which no value may be.
func told(failure *codersdk.Error) string {
	parts := []string{failure.Message}
	for _, validation := range failure.Validations {
		parts = append(parts, validation.Field+": "+validation.Detail)
	}
	return silent(strings.Join(parts, "; "))
}

func silent(text string) string { return strings.ReplaceAll(text, marker, "***") }

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

// few joins the first problems of many.
func few(problems []string) string {
	const most = 5
	if len(problems) > most {
		problems = append(slices.Clone(problems[:most]), fmt.Sprintf("and %d more", len(problems)-most))
	}
	return strings.Join(problems, "\n  ")
}

func to[T any](value T) *T { return &value }
