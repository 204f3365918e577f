// Package chromium drives Debian's chromium in tests, over a pipe in the DevTools
// protocol: messages of JSON that end with a zero byte. Whatever the browser
// complains about (an error in a script, a breach of the content security
// policy, an answer that it refuses) fails the test.
package chromium
