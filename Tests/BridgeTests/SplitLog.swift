import PipelineTestKit

/// A log as a container runtime writes it: some of its texts split, those of two streams by turns.
struct SplitLog {
    private(set) var bytes: [UInt8] = []
    /// What was written, in the order of beginnings; without wrappers where it was split, else the line as it is.
    private(set) var texts: [[UInt8]] = []

    private static let letters = Array("ab{}[]\":, \\é\u{1F985}\t".unicodeScalars)

    private struct Text {
        var parts: [String]
        let stream: String
    }

    init(_ generator: inout SeededGenerator) {
        let isDocker = generator.oneIn(2)
        // Of each stream the text that is not at its end.
        var open: [Text?] = [nil, nil]
        for _ in 0..<1 + generator.below(12) {
            let index = generator.below(2)
            if open[index] == nil {
                guard !generator.oneIn(4) else {
                    let line = Array("plain \(generator.below(100))".utf8)
                    texts.append(line)
                    bytes += line + [0x0A]
                    continue
                }
                let text = Text(
                    parts: (0...generator.below(4)).map { _ in Self.text(&generator) },
                    stream: ["stdout", "stderr"][index]
                )
                open[index] = text
                if text.parts.count > 1 {
                    texts.append(Array(text.parts.joined().utf8))
                } else {
                    texts.append(Array(Self.line(text.parts[0], text.stream, isLast: true, isDocker).utf8))
                }
            }
            write(&open[index], isDocker)
        }
        for index in open.indices {
            while open[index] != nil {
                write(&open[index], isDocker)
            }
        }
    }

    /// Writes the next part of a text; nil is left after the last one.
    private mutating func write(_ text: inout Text?, _ isDocker: Bool) {
        guard var left = text else { return }
        let part = left.parts.removeFirst()
        bytes += Array(Self.line(part, left.stream, isLast: left.parts.isEmpty, isDocker).utf8) + [0x0A]
        text = left.parts.isEmpty ? nil : left
    }

    private static func line(_ text: String, _ stream: String, isLast: Bool, _ isDocker: Bool) -> String {
        guard isDocker else { return "2026-04-06T14:25:19.123456789Z \(stream) \(isLast ? "F" : "P") \(text)" }
        let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\t", with: "\\t")
        return #"{"log":"\#(escaped)\#(isLast ? "\\n" : "")","stream":"\#(stream)","time":"2026-04-06T14:25:19Z"}"#
    }

    private static func text(_ generator: inout SeededGenerator) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<generator.below(30) {
            text.append(generator.pick(letters))
        }
        return String(text)
    }
}
