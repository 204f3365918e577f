package config

import (
	"time"

	"go.yaml.in/yaml/v4"
)

// The bounds of webhooks.
const (
	webhookNetworksMax = 64
	webhookTimeoutMin  = 100 * time.Millisecond
	webhookTimeoutMax  = time.Minute
	webhookRetriesMax  = 32
	webhookWaitMin     = 10 * time.Millisecond
	webhookWaitMax     = 7 * 24 * time.Hour
)

// webhooks reads how events are delivered. The section being there is what turns
// deliveries on.
func (r *serverReader) webhooks(v *yaml.Node) {
	w := WebhooksDefault()
	r.server.Webhooks = w
	r.mapping(v, "webhooks", []field{
		{"http", false, func(v *yaml.Node) { w.HTTP = r.Truth(v, "http") }},
		{"networks", false, func(v *yaml.Node) { w.Networks = r.ranges(v, "networks", "network", webhookNetworksMax) }},
		{"timeout", false, func(v *yaml.Node) { keep(&w.Timeout)(r.duration(v, "timeout", webhookTimeoutMin, webhookTimeoutMax)) }},
		{"retries", false, func(v *yaml.Node) { w.Retries = r.retries(v) }},
	})
}

// retries reads the waits, each as long as the one before or longer.
func (r *serverReader) retries(v *yaml.Node) (list []time.Duration) {
	for _, element := range r.filled(v, "retries", "wait", webhookRetriesMax) {
		wait, ok := r.duration(element, "a wait", webhookWaitMin, webhookWaitMax)
		if !ok {
			continue
		}
		if n := len(list); n > 0 && wait < list[n-1] {
			r.Add(element, "retries_order", "the wait %s is shorter than the one before it, %s; who does not answer is left alone for longer each time", wait, list[n-1])
			continue
		}
		list = append(list, wait)
	}
	return list
}
