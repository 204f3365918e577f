package receipt

// fields says, by dialect and meter, which members of the upstream's answer a
// reported quantity follows from. Members with a minus sign are taken off, as
// the dialect counts them within the others and the meters are disjoint. Where an
// upstream may say the same number in several members, each of them is named.
// In a stream they are those of its last event, or of the message or response in
// it. A test of cmd/aidollar holds this against what the gateway's dialects read.
var fields = map[string]map[string][]string{
	"openai.chat":        chatFields,
	"openai.completions": chatFields,
	"openai.responses": {
		"input":             {"usage.input_tokens", "-usage.input_tokens_details.cached_tokens", "-usage.input_tokens_details.cache_write_tokens"},
		"input_cached":      {"usage.input_tokens_details.cached_tokens"},
		"input_cache_write": {"usage.input_tokens_details.cache_write_tokens"},
		"output":            {"usage.output_tokens", "-usage.output_tokens_details.reasoning_tokens"},
		"output_reasoning":  {"usage.output_tokens_details.reasoning_tokens"},
		"web_search":        {"output[].type", "output[].action.type"},
		"tool_call":         {"output[].type"},
		"session":           {"output[].type", "output[].container_id"},
	},
	"openai.embeddings":           {"input": {"usage.prompt_tokens", "usage.total_tokens"}},
	"openai.images.generations":   imageFields,
	"openai.images.edits":         imageFields,
	"openai.images.variations":    imageFields,
	"openai.audio.speech":         {"input": {"usage.input_tokens"}, "output_audio": {"usage.output_tokens"}},
	"openai.audio.transcriptions": hearingFields,
	"openai.audio.translations":   hearingFields,
	"anthropic.messages": {
		"input":                  {"usage.input_tokens"},
		"input_cached":           {"usage.cache_read_input_tokens"},
		"input_cache_write":      {"usage.cache_creation_input_tokens", "-usage.cache_creation.ephemeral_1h_input_tokens", "usage.cache_creation.ephemeral_5m_input_tokens"},
		"input_cache_write_hour": {"usage.cache_creation.ephemeral_1h_input_tokens"},
		"output":                 {"usage.output_tokens"},
		"web_search":             {"usage.server_tool_use.web_search_requests"},
		"tool_call":              {"usage.server_tool_use.web_fetch_requests"},
	},
}

var imageFields = map[string][]string{
	"input":        {"usage.input_tokens", "-usage.input_tokens_details.image_tokens", "-usage.input_tokens_details.cached_tokens"},
	"input_cached": {"usage.input_tokens_details.cached_tokens"},
	"input_image":  {"usage.input_tokens_details.image_tokens"},
	"output":       {"usage.output_tokens_details.text_tokens"},
	"output_image": {"usage.output_tokens", "-usage.output_tokens_details.text_tokens"},
	"image":        {"data[]"},
}

var hearingFields = map[string][]string{
	"input":       {"usage.input_tokens", "-usage.input_token_details.audio_tokens"},
	"input_audio": {"usage.input_token_details.audio_tokens"},
	"output":      {"usage.output_tokens"},
	"second":      {"usage.seconds", "duration"},
}

var chatFields = map[string][]string{
	"input": {
		"usage.prompt_tokens", "-usage.prompt_tokens_details.cached_tokens", "-usage.prompt_tokens_details.cache_write_tokens",
		"-usage.prompt_tokens_details.audio_tokens", "-usage.prompt_tokens_details.image_tokens",
	},
	"input_cached":      {"usage.prompt_tokens_details.cached_tokens"},
	"input_cache_write": {"usage.prompt_tokens_details.cache_write_tokens"},
	"input_audio":       {"usage.prompt_tokens_details.audio_tokens"},
	// What of the cached tokens is more than the prompt has of text and pictures.
	"input_audio_cached": {
		"usage.prompt_tokens_details.cached_tokens", "usage.prompt_tokens_details.cache_write_tokens", "usage.prompt_tokens_details.audio_tokens",
		"-usage.prompt_tokens",
	},
	"input_image": {"usage.prompt_tokens_details.image_tokens"},
	"output": {
		"usage.completion_tokens", "-usage.completion_tokens_details.reasoning_tokens",
		"-usage.completion_tokens_details.audio_tokens", "-usage.completion_tokens_details.image_tokens",
	},
	"output_reasoning": {"usage.completion_tokens_details.reasoning_tokens"},
	"output_audio":     {"usage.completion_tokens_details.audio_tokens"},
	"output_image":     {"usage.completion_tokens_details.image_tokens"},
}

// FieldsOf gives the members that a meter's quantity is read from in a dialect;
// none where nothing is known. A call is counted by itself, not read.
func FieldsOf(dialect, meter string) []string { return fields[dialect][meter] }
