package translate

import (
	"encoding/json"
	"net/http"
)

type openAIError struct {
	Message string  `json:"message"`
	Type    string  `json:"type"`
	Code    any     `json:"code"`
	Param   *string `json:"param"`
}

type anthropicError struct {
	Type  string `json:"type"`
	Error struct {
		Type    string `json:"type"`
		Message string `json:"message"`
	} `json:"error"`
	RequestID string `json:"request_id,omitempty"`
}

// statusOverloaded is what Anthropic's API answers when it has no room.
const statusOverloaded = 529

// errorKinds are the classes of refusals by status, in either API.
var errorKinds = []struct {
	status            int
	openAI, anthropic string
}{
	{http.StatusBadRequest, "invalid_request_error", "invalid_request_error"},
	{http.StatusUnauthorized, "authentication_error", "authentication_error"},
	{http.StatusPaymentRequired, "insufficient_quota", "billing_error"},
	{http.StatusForbidden, "permission_error", "permission_error"},
	{http.StatusNotFound, "invalid_request_error", "not_found_error"},
	{http.StatusRequestEntityTooLarge, "invalid_request_error", "request_too_large"},
	{http.StatusTooManyRequests, "rate_limit_error", "rate_limit_error"},
	{http.StatusGatewayTimeout, "server_error", "timeout_error"},
	{http.StatusServiceUnavailable, "server_error", "overloaded_error"},
	{http.StatusInternalServerError, "server_error", "api_error"},
}

func kindOfStatus(status int) (openAI, anthropic string) {
	for _, k := range errorKinds {
		if k.status == status {
			return k.openAI, k.anthropic
		}
	}
	if status >= 500 {
		return "server_error", "api_error"
	}
	return "invalid_request_error", "invalid_request_error"
}

// ErrorToChat translates a refusal of Anthropic's API, with the status that
// OpenAI's has for it. A body that is no such refusal becomes one that says so.
func ErrorToChat(status int, body []byte) (int, []byte) {
	if status == statusOverloaded {
		status = http.StatusServiceUnavailable
	}
	kind, _ := kindOfStatus(status)
	var in anthropicError
	if json.Unmarshal(body, &in) != nil || in.Error.Message == "" {
		in.Error.Message, in.Error.Type = "the upstream refused the call and did not say why in a form that can be read", "upstream_refused"
	}
	return status, chatError(kind, in.Error.Type, in.Error.Message)
}

func chatError(kind, code, message string) []byte {
	e := openAIError{Message: message, Type: kind}
	if code != "" {
		e.Code = code
	}
	b, _ := encode(map[string]any{"error": e}) // strings always encode
	return b
}

// ErrorToMessages translates a refusal of OpenAI's API, with the status that
// Anthropic's has for it. A body that is no such refusal becomes one that says so.
func ErrorToMessages(status int, body []byte) (int, []byte) {
	_, kind := kindOfStatus(status)
	if status == http.StatusServiceUnavailable {
		status = statusOverloaded
	}
	var in struct {
		Error openAIError `json:"error"`
	}
	if json.Unmarshal(body, &in) != nil || in.Error.Message == "" {
		in.Error.Message = "the upstream refused the call and did not say why in a form that can be read"
	}
	return status, messagesError(kind, in.Error.Message)
}

func messagesError(kind, message string) []byte {
	e := anthropicError{Type: "error"}
	e.Error.Type, e.Error.Message = kind, message
	b, _ := encode(&e) // strings always encode
	return b
}
