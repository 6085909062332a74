package main

import (
	"bufio"
	"fmt"
	"os"

	"golang.org/x/mod/semver"
)

func main() {
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		var a, b string
		fmt.Sscan(in.Text(), &a, &b)
		if !semver.IsValid(a) || !semver.IsValid(b) {
			fmt.Println("!")
			continue
		}
		fmt.Println([]string{"<", "=", ">"}[semver.Compare(a, b)+1])
	}
}
