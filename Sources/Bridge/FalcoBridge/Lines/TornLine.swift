/// Finds alerts inside a line that is not an alert: two writers' lines that ran into each other.
///
/// Falco, restarted or with a full pipe, may stop in the middle of an alert and continue with the next one on the same
/// line. Within a JSON string a quotation mark is escaped, so `{"output":` can only stand where an object begins.
package enum TornLine {
    /// The keys that an alert may begin with: Falco writes them sorted, falcosidekick puts `uuid` first.
    private static let firstKeys: [StaticString] = [
        "hostname\":", "output\":", "uuid\":", "message\":", "output_fields\":", "priority\":", "rule\":", "source\":",
        "tags\":", "time\":",
    ]

    /// Returns where an alert seems to begin, in order, behind the line's first byte.
    package static func starts(in line: UnsafeRawBufferPointer) -> [Int] {
        var starts: [Int] = []
        var index = 1
        while index + 2 < line.count {
            guard let brace = line[index...].firstIndex(of: 0x7B) else {
                break
            }
            index = brace + 1
            if index < line.count, line[index] == 0x22,
                firstKeys.contains(where: { LineShape.starts(line, with: $0, at: index + 1) })
            {
                starts.append(brace)
            }
        }
        return starts
    }
}
