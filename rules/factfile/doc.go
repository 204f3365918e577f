// Package factfile reads facts and what is asked of rules from YAML against a schema of
// Cedar's, with the line of each mistake. What they then are is core/policy/facts.
package factfile
