// Command aidollar is the clearing house in one program: it serves, audits,
// measures, and speaks to a running house.
package main
