import Glibc

/// Whether a container runtime's line is a part of a longer one.
///
/// Source: CRI's log format (kubernetes/kubernetes, pkg/kubelet/kuberuntime/logs: `TIME STREAM TAG TEXT`, tag `P` for a
/// part, `F` for the last or only one) and Docker's json-file driver, which splits text every 16 KiB: a part's `log`
/// does not end with a line feed (moby/moby, daemon/logger/copier.go).
struct SplitPiece: Equatable {
    /// Where the text of a piece stands.
    enum Text: Equatable {
        /// From this place to the line's end.
        case from(Int)
        /// In the member `log`, with JSON's escapes.
        case dockerMember
    }

    /// 0 is standard output, 1 standard error: parts of one stream follow each other, those of two may alternate.
    let stream: Int
    /// Whether the text ends here.
    let isLast: Bool
    let text: Text

    /// Looks at a line without its end; nil when no container runtime wrapped it.
    init?(_ line: UnsafeRawBufferPointer) {
        guard let first = line.first else {
            return nil
        }
        if first == 0x7B, LineShape.starts(line, with: "{\"log\":\"", at: 0) {
            self.init(docker: line)
        } else if first &- 0x30 <= 9 {
            self.init(cri: line)
        } else {
            return nil
        }
    }

    private init?(cri line: UnsafeRawBufferPointer) {
        guard let space = LineShape.stampEnd(line, from: 0) else {
            return nil
        }
        let forms: [(StaticString, Int, Bool)] = [
            ("stdout F ", 0, true), ("stderr F ", 1, true), ("stdout P ", 0, false), ("stderr P ", 1, false),
        ]
        guard let form = forms.first(where: { LineShape.starts(line, with: $0.0, at: space + 1) }) else {
            return nil
        }
        stream = form.1
        isLast = form.2
        text = .from(space + 1 + form.0.utf8CodeUnitCount)
    }

    private init?(docker line: UnsafeRawBufferPointer) {
        guard let quote = Self.stringEnd(line, from: 8) else {
            return nil
        }
        let name: StaticString = ",\"stream\":\"std"
        let behind = quote + 1 + name.utf8CodeUnitCount
        guard LineShape.starts(line, with: name, at: quote + 1), behind < line.count else {
            return nil
        }
        stream = line[behind] == 0x65 ? 1 : 0
        // `\n` ends the text; `\\n` is a backslash and a letter.
        isLast = line[quote - 1] == 0x6E && Self.backslashes(line, before: quote - 1) % 2 == 1
        text = .dockerMember
    }

    /// The quotation mark that ends the JSON string whose text begins at `start`.
    private static func stringEnd(_ line: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var index = start
        while index < line.count, let base = line.baseAddress {
            guard let found = memchr(base + index, 0x22, line.count - index) else {
                return nil
            }
            let quote = UnsafeRawPointer(found) - base
            if backslashes(line, before: quote) % 2 == 0 {
                return quote
            }
            index = quote + 1
        }
        return nil
    }

    private static func backslashes(_ line: UnsafeRawBufferPointer, before end: Int) -> Int {
        var count = 0
        while count < end, line[end - 1 - count] == 0x5C {
            count += 1
        }
        return count
    }
}
