package config

import (
	"strings"
	"time"

	"aidollar/internal/yamlfile"

	"go.yaml.in/yaml/v4"
)

// inlineKeys are keys under which operators are known to put secrets.
var inlineKeys = []string{"key", "api_key", "apikey", "token", "secret", "password", "authorization", "bearer"}

// Bounds of a command that prints a key, and its defaults.
const (
	keyCommandMax      = 64 // words
	keyTimeoutMin      = 100 * time.Millisecond
	keyTimeoutMax      = time.Minute
	keyLifeMin         = 5 * time.Second
	keyLifeMax         = 30 * 24 * time.Hour
	KeyTimeoutDefault  = 10 * time.Second
	KeyLifeDefault     = 5 * time.Minute
	keyPlacesSuggested = "name an environment variable in key_env, a file in key_file or a program in key_command"
)

// keyFields read where an upstream's key is found; two places are a mistake.
func (r *serverReader) keyFields(k *UpstreamKey) []field {
	first := ""
	place := func(name string, read func(v *yaml.Node)) field {
		return field{name, false, func(v *yaml.Node) {
			read(v)
			if first != "" {
				r.Add(v, "upstream_key_ambiguous", "the upstream has both %s and %s; keep one", first, name)
			}
			first = name
		}}
	}
	return []field{
		place("key_env", func(v *yaml.Node) { k.Env = r.variable(v) }),
		place("key_file", func(v *yaml.Node) { r.path(v, "key_file", &k.File) }),
		place("key_command", func(v *yaml.Node) { k.Command = r.keyCommand(v) }),
	}
}

// keyCommand reads a list of words, or a mapping with the list under run.
func (r *serverReader) keyCommand(v *yaml.Node) *KeyCommand {
	c := &KeyCommand{Timeout: KeyTimeoutDefault, Life: KeyLifeDefault}
	if v.Kind == yaml.SequenceNode {
		c.Run = r.words(v)
		return c
	}
	if v.Kind != yaml.MappingNode {
		r.Add(v, "type_wrong", "key_command is %s; it must be a list of words such as [vault, read, -field=key, secret/openai], as no shell reads it", yamlfile.KindOf(v))
		return c
	}
	r.mapping(v, "key_command", []field{
		{"run", true, func(v *yaml.Node) { c.Run = r.words(v) }},
		{"timeout", false, func(v *yaml.Node) {
			keep(&c.Timeout)(r.duration(v, "the timeout of key_command", keyTimeoutMin, keyTimeoutMax))
		}},
		{"life", false, func(v *yaml.Node) {
			keep(&c.Life)(r.duration(v, "the life of a key", keyLifeMin, keyLifeMax))
		}},
	})
	return c
}

func (r *serverReader) words(v *yaml.Node) (words []string) {
	for i, element := range r.filled(v, "key_command", "word", keyCommandMax) {
		if !r.Scalar(element, "a word of key_command", "text") {
			continue
		}
		word := element.Value
		if strings.ContainsRune(word, 0) || (i == 0 && strings.TrimSpace(word) == "") {
			r.Add(element, "key_command_malformed", "the program of key_command has no name")
			continue
		}
		if i == 0 && strings.Contains(word, "/") {
			word = r.join(word) // a path counts from the configuration's directory, a name is looked up
		}
		words = append(words, word)
	}
	return words
}

// reported gives fields for the inline keys that refuseInlineKeys has spoken
// of, so that they are not called unknown as well.
func reported(n *yaml.Node) []field {
	var fields []field
	for _, key := range inlineKeys {
		if lookup(n, key) != nil {
			fields = append(fields, field{Key: key, Read: func(*yaml.Node) {}})
		}
	}
	return fields
}

// refuseInlineKeys says why a secret must not stand here. It never prints it.
func (r *serverReader) refuseInlineKeys(n *yaml.Node) {
	for _, key := range inlineKeys {
		if value := lookup(n, key); value != nil {
			r.Add(value, "upstream_key_inline", "%q holds the upstream's key in the configuration, which is copied, shared and kept under version control; "+keyPlacesSuggested, key)
		}
	}
}

// variable reads the name of an environment variable. What does not look like
// one may be the key itself, so it is not printed.
func (r *serverReader) variable(v *yaml.Node) string {
	name, ok := r.Text(v, "key_env")
	if !ok {
		return ""
	}
	for i, c := range []byte(name) {
		letter := c == '_' || (c|0x20 >= 'a' && c|0x20 <= 'z')
		if !letter && (i == 0 || c < '0' || c > '9') {
			r.Add(v, "key_env_malformed", "key_env is not the name of an environment variable, such as OPENAI_API_KEY; if it is the key itself, put it into one and write its name here")
			return ""
		}
	}
	return name
}
