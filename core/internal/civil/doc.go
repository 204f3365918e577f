// Package civil counts days, weeks and months of the proleptic Gregorian
// calendar in integers. It knows no time zones: who has one adds its offset
// before asking.
package civil
