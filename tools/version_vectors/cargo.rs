use semver::Version;
use std::cmp::Ordering;

fn main() {
    for line in std::io::stdin().lines() {
        let line = line.unwrap();
        let mut pair = line.split(' ').map(Version::parse);
        println!(
            "{}",
            match (pair.next(), pair.next()) {
                (Some(Ok(a)), Some(Ok(b))) => match a.cmp_precedence(&b) {
                    Ordering::Less => "<",
                    Ordering::Equal => "=",
                    Ordering::Greater => ">",
                },
                _ => "!",
            }
        );
    }
}
