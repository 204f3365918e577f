module aidollar

go 1.26
