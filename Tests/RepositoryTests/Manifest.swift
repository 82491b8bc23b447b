/// What `Package.swift` declares, read from its text.
struct Manifest {
    struct Target {
        let name: String
        /// Folder below `Sources`; nil for tests and programs, whose folder is fixed.
        let layer: String?
        let dependencies: [String]
    }

    let targets: [Target]
    /// The Debian packages of the C libraries.
    let packages: [String]

    init(_ text: String) {
        let code = text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in line.firstRange(of: "//").map { String(line[..<$0.lowerBound]) } ?? String(line) }
            .joined(separator: "\n")
        var targets: [Target] = []
        for match in code.matches(of: #/\b(target|program|kit|tests|system|shim|executableTarget)\(\s*(?:name:\s*)?"/#)
        {
            let start = code.index(before: match.range.upperBound)
            let call = code[start...].prefix(while: Self.untilClosed())
            let words = call.matches(of: #/([A-Za-z]+: )?"([^"]*)"/#).filter { $0.output.1 == nil }
                .map { String($0.output.2) }
            switch match.output.1 {
            case "target" where words.count >= 2:
                targets.append(Target(name: words[1], layer: words[0], dependencies: Array(words[2...])))
            case "kit":
                targets.append(Target(name: words[0], layer: "Tests/Kits", dependencies: Array(words[1...])))
            case "shim":
                targets.append(Target(name: words[0], layer: "Faces", dependencies: Array(words[1...])))
            case "system":
                targets.append(Target(name: words[0], layer: "Faces", dependencies: []))
            default:
                targets.append(Target(name: words[0], layer: nil, dependencies: Array(words[1...])))
            }
        }
        self.targets = targets
        packages = code.matches(of: #/apt: "([^"]+)"/#).map { String($0.output.1) }
    }

    /// A predicate that holds until the parenthesis is closed that was open at the start.
    private static func untilClosed() -> (Character) -> Bool {
        var depth = 1
        return { character in
            depth += character == "(" ? 1 : character == ")" ? -1 : 0
            return depth > 0
        }
    }
}
