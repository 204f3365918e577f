// Package agenda gives what changes by time alone in the order in which it does. Its
// caller tells it everything again when it is restored.
package agenda
