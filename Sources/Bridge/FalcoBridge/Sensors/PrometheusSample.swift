/// Reads single samples of Prometheus's text format, as Falco's `/metrics` answers it.
///
/// Source: prometheus.io, "Exposition formats", text format 0.0.4. Unknown lines are skipped.
struct PrometheusSample: Equatable {
    let name: Substring
    let labels: [(name: Substring, value: String)]
    /// The value's text, such as `12` or `1.5e+03`.
    let value: Substring

    static func == (left: PrometheusSample, right: PrometheusSample) -> Bool {
        left.name == right.name && left.value == right.value
            && left.labels.elementsEqual(right.labels) { $0.name == $1.name && $0.value == $1.value }
    }

    /// The value of a label; nil when there is none.
    func label(_ name: String) -> String? {
        labels.first { $0.name == name }?.value
    }

    /// The value as a count, cut to a whole number; nil when it is not a number or beyond 2^53.
    var count: UInt64? {
        guard let number = Double(value), number >= 0, number < 9_007_199_254_740_992 else { return nil }
        return UInt64(number)
    }

    /// Reads a line; nil for a comment and for what is no sample.
    init?(_ line: Substring) {
        guard let first = line.first, first != "#" else { return nil }
        let nameEnd = line.firstIndex { $0 == "{" || $0 == " " } ?? line.endIndex
        guard nameEnd != line.endIndex, nameEnd != line.startIndex else { return nil }
        name = line[..<nameEnd]
        var rest = line[nameEnd...]
        var labels: [(name: Substring, value: String)] = []
        if rest.first == "{" {
            rest = rest.dropFirst()
            while let next = rest.first, next != "}" {
                guard let equals = rest.firstIndex(of: "=") else { return nil }
                let label = rest[..<equals]
                rest = rest[rest.index(after: equals)...]
                guard rest.first == "\"", let text = Self.quoted(&rest) else { return nil }
                labels.append((label, text))
                if rest.first == "," {
                    rest = rest.dropFirst()
                }
            }
            guard rest.first == "}" else { return nil }
            rest = rest.dropFirst()
        }
        let words = rest.split(separator: " ")
        guard let value = words.first, words.count <= 2 else { return nil }
        self.labels = labels
        self.value = value
    }

    /// Takes a text in quotes from the front.
    private static func quoted(_ rest: inout Substring) -> String? {
        rest = rest.dropFirst()
        var text = ""
        while let character = rest.popFirst() {
            switch character {
            case "\"": return text
            case "\\":
                guard let escaped = rest.popFirst() else { return nil }
                text.append(escaped == "n" ? "\n" : escaped)
            default: text.append(character)
            }
        }
        return nil
    }
}
