package gateway

import (
	"strings"
	"unicode/utf8"
)

// The members of a request that bear on money, or on who is asked.
const (
	fieldModel = iota
	fieldStream
	fieldStreamOptions
	fieldMaxTokens
	fieldMaxCompletionTokens
	fieldN
	fieldMessages
	fieldPrediction
	fieldModalities
	fieldAudio
	fieldWebSearch
	fieldServiceTier
	fieldIncludeUsage
	fieldContent
	fieldType
	fieldTools
	fieldRefused // the first of the members that are refused
)

// fieldOther is any member that only passes through.
const fieldOther = len(fieldNames)

var fieldNames = [...]string{
	"model", "stream", "stream_options", "max_tokens", "max_completion_tokens", "n", "messages", "prediction",
	"modalities", "audio", "web_search_options", "service_tier", "include_usage", "content", "type", "tools",

	// From here on: members with which one upstream or another lets a caller
	// get past the output limit, or to another model, or to searches without a
	// price. A call with them could cost more than is held for it.
	"n_predict", "num_predict", "max_new_tokens", "max_length", "best_of", // llama.cpp takes n_predict over max_tokens
	"models", "fallbacks", "plugins", "search_parameters",
}

// fields is a set of members that were met in one object.
type fields uint32

// field reads a member's name and says which one it is. A known name may come
// once only, and only in its exact spelling: some upstreams take the last of
// several, or ignore case, and would then run another request than the one the
// money was held for.
func (s *scanner) field(seen *fields) int {
	start := s.i
	key := s.key()
	odd := false
	for i, name := range fieldNames {
		if string(key) != name {
			continue
		}
		if *seen>>i&1 == 1 {
			s.i = start
			s.fail("a second member named %q", name)
		}
		*seen |= 1 << i
		return i
	}
	for _, c := range key {
		odd = odd || ('A' <= c && c <= 'Z') || c >= utf8.RuneSelf
	}
	for i := 0; odd && i < len(fieldNames); i++ {
		if strings.EqualFold(string(key), fieldNames[i]) {
			s.i = start
			s.fail("a member named %q, which must be spelled %q", key, fieldNames[i])
		}
	}
	return fieldOther
}
