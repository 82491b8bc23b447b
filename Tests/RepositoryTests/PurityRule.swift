/// What a pure target may not do, looked for in its text (comments and string contents omitted).
///
/// This is a check of the text, not a proof. It sees names: a dictionary that comes out of a call and is iterated in
/// the same expression escapes it, and so does a clock behind a function of another name. What it cannot see,
/// `verifyStage` shows by running a stage in processes with other hash seeds.
struct PurityRule {
    static let targets: Set<String> = [
        "EventModel", "AlertExpressions", "StageKit", "FeatureExtraction", "AnomalyScoring", "IncidentTracking",
        "Reports",
    ]

    /// Words that may not are in the code, and what they are.
    private static let banned: [(pattern: Pattern, what: String)] = [
        (
            Pattern(
                #"\b(?:ContinuousClock|SuspendingClock)\b|\bDate\s*\(|\.now\b|\b(?:clock_gettime|gettimeofday)\b"#
            ),
            "a clock"
        ),
        (
            Pattern(
                #"\.(?:random|randomElement|shuffled|shuffle)\s*\(|\bSystemRandomNumberGenerator\b|\bUUID\s*\("#
            ),
            "randomness"
        ),
        (Pattern(#"\.hashValue\b|\bHasher\s*\("#), "a hash that is seeded for each process"),
        (
            Pattern(#"\b(?:FileManager|FileHandle|ProcessInfo)\b|\b(?:fopen|getenv)\s*\(|\bCommandLine\."#),
            "a file or the environment"
        ),
        (
            Pattern(
                #"(?<![\w.])(?:log|log2|log10|log1p|exp|exp2|expm1|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh"#
                    + #"|tanh|cbrt|hypot|tgamma|lgamma|erf|erfc)\s*\("#
            ),
            "a transcendental function of libm, whose bits differ between processors"
        ),
        (
            Pattern(#"\b(?:Codable|Encodable|Decodable|CodingKeys?|JSONEncoder|JSONDecoder)\b"#),
            "Codable"
        ),
        (
            Pattern(#"\bin\s+(?:Set|Dictionary)\s*[(<]|\bSet\([^()]*\)\."# + iterators),
            "iterates over a set or dictionary made on the spot"
        ),
    ]

    private static let iterators =
        "(?:map|flatMap|compactMap|forEach|filter|reduce|sorted|min|max|first|keys|values|enumerated|allSatisfy"
        + "|elementsEqual|makeIterator|prefix|dropFirst|joined|lazy|popFirst|mapValues)\\b"

    /// A type `[K: V]`, `Set<T>` or `Dictionary<K, V>`, or a value `Set(...)`.
    private static let unordered =
        #"\s*(?::\s*(?:inout\s+)?|=\s*)(?:\[(?!\()[^\[\]=]*(?:\[[^\[\]]*\][^\[\]=]*)*:|Set\s*[<(]|Dictionary\s*[<(])"#
    private static let declared = Pattern(
        #"(?:\b(?:var|let)\s+|[(,]\s*(?:\w+\s+)?|^\s+(?:\w+\s+)?)(\w+)"# + unordered
    )
    private static let stored = Pattern(#"^    (?:[a-z()]+ )*(?:var|let)\s+(\w+)"# + unordered)
    private static let array = Pattern(#"\b(?:var|let)\s+(\w+)\s*(?::\s*\[[\w.<>?]+\]|=\s*\[\s*\])"#)

    /// Says what a file of a pure target breaks.
    ///
    /// - Parameters:
    ///   - file: The file.
    ///   - siblings: The other files of the target; their stored dictionaries and sets are known by name.
    /// - Returns: The findings, banned words first.
    static func findings(in file: SourceFile, siblings: [SourceFile] = []) -> [String] {
        var findings: [String] = []
        for (index, line) in file.code.enumerated() {
            for (pattern, what) in banned where pattern.matches(line) {
                findings.append("\(file.place(index + 1)): \(what)")
            }
        }
        let own = names(in: file, declared)
        var all = own
        for sibling in siblings where sibling.path != file.path {
            all.formUnion(names(in: sibling, stored))
        }
        // A name that this file gives to an array is that array here, whatever another file calls so.
        all.subtract(names(in: file, array).subtracting(own))
        guard !all.isEmpty else { return findings }
        let name = "(" + all.sorted().joined(separator: "|") + ")"
        let loop = Pattern(
            #"\bfor\s+.+\bin\s+(?:\w+\.)*"# + name + #"(?:\s*$|\s+(?:where\b|\{)|\.(?:keys|values|enumerated)\b)"#
        )
        let call = Pattern(#"(?<![.\w])(?:self\.)?"# + name + #"\."# + iterators)
        for (index, line) in file.code.enumerated() {
            for found in (loop.captures(in: line) + call.captures(in: line)) {
                findings.append("\(file.place(index + 1)): iterates over \(found), which has no order")
            }
        }
        return findings
    }

    private static func names(in file: SourceFile, _ pattern: Pattern) -> Set<String> {
        Set(file.code.flatMap { pattern.captures(in: $0) })
    }
}
