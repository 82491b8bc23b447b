import JSONText

/// A result as it is printed: one JSON object, or a table.
struct BenchReport: Sendable {
    let bench: String
    let machine: String
    let result: BenchResult

    /// `{"bench","machine","figures":[{"name","value","unit","goal","met"}],"peers":[{"name","value","unit"}]}`.
    ///
    /// A figure that only explains others has null as `goal` and `met`.
    var json: String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("bench")
        writer.string(bench)
        writer.key("machine")
        writer.string(machine)
        writer.key("figures")
        writer.beginArray()
        for figure in result.figures {
            writer.beginObject()
            write(figure.name, figure.value, figure.unit, into: &writer)
            writer.key("goal")
            if let goal = figure.goal {
                writer.string(goal.text)
            } else {
                writer.null()
            }
            writer.key("met")
            if let isMet = figure.isMet {
                writer.bool(isMet)
            } else {
                writer.null()
            }
            writer.endObject()
        }
        writer.endArray()
        writer.key("peers")
        writer.beginArray()
        for peer in result.peers {
            writer.beginObject()
            write(peer.name, peer.value, peer.unit, into: &writer)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.withBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// One line a figure, then one a peer.
    var table: String {
        var lines = ["\(bench) on \(machine)"]
        for figure in result.figures {
            let goal = figure.goal.map { "goal \($0.text)" } ?? ""
            let verdict = figure.isMet.map { $0 ? "met" : "MISSED" } ?? ""
            lines.append(Self.line(figure.name, figure.value, figure.unit, goal + "  " + verdict))
        }
        for peer in result.peers {
            lines.append(Self.line("peer: \(peer.name)", peer.value, peer.unit, ""))
        }
        return lines.joined(separator: "\n")
    }

    private func write(_ name: String, _ value: Double, _ unit: String, into writer: inout JSONWriter) {
        writer.key("name")
        writer.string(name)
        writer.key("value")
        writer.milli(Int64((value * 1_000).rounded()))
        writer.key("unit")
        writer.string(unit)
    }

    private static func line(_ name: String, _ value: Double, _ unit: String, _ rest: String) -> String {
        let number = NumberText.short(value)
        let left = "  " + name + String(repeating: " ", count: max(1, 46 - name.count))
        let middle = String(repeating: " ", count: max(1, 12 - number.count)) + number + " " + unit
        let line = left + middle + String(repeating: " ", count: max(1, 18 - unit.count)) + rest
        return String(line.reversed().drop { $0 == " " }.reversed())
    }
}
