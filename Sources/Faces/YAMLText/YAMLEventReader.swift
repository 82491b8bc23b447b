import CYAML

/// libyaml's parser over bytes in memory; every C resource is freed when it returns or throws.
enum YAMLEventReader {
    /// Reads all events of a text and hands them over in order.
    static func read(
        _ bytes: [UInt8],
        to take: (YAMLEvent) throws(YAMLError) -> Void
    ) throws(YAMLError) {
        // On the heap: the parser keeps pointers into itself and must not move.
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        defer { parser.deallocate() }
        guard yaml_parser_initialize(parser) == 1 else { throw memoryError }
        defer { yaml_parser_delete(parser) }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        // The parser borrows the bytes until it is deleted: it is used within this call alone.
        let result: Result<Void, YAMLError> = bytes.withUnsafeBufferPointer { buffer in
            yaml_parser_set_input_string(parser, buffer.baseAddress ?? emptyInput, buffer.count)
            do throws(YAMLError) {
                return .success(try readAll(parser, bytes: bytes, to: take))
            } catch {
                return .failure(error)
            }
        }
        // No pointer of the parser is used after the bytes: deleting it frees its own buffers only.
        try result.get()
    }

    /// A pointer for a text of no bytes; libyaml refuses a null one.
    private static var emptyInput: UnsafePointer<UInt8> { UnsafePointer(bitPattern: 1).unsafelyUnwrapped }

    private static func readAll(
        _ parser: UnsafeMutablePointer<yaml_parser_t>,
        bytes: [UInt8],
        to take: (YAMLEvent) throws(YAMLError) -> Void
    ) throws(YAMLError) {
        var event = yaml_event_t()
        while true {
            guard yaml_parser_parse(parser, &event) == 1 else { throw failure(of: parser.pointee, bytes) }
            defer { yaml_event_delete(&event) }
            if event.type == YAML_STREAM_END_EVENT { return }
            if let translated = translate(event) { try take(translated) }
        }
    }

    private static func translate(_ event: yaml_event_t) -> YAMLEvent? {
        let position = YAMLPosition(event.start_mark)
        switch event.type {
        case YAML_DOCUMENT_START_EVENT:
            return .documentStart
        case YAML_SCALAR_EVENT:
            let data = event.data.scalar
            let text = String(decoding: UnsafeBufferPointer(start: data.value, count: data.length), as: UTF8.self)
            let scalar = YAMLScalar(text: text, style: style(data.style), tag: string(data.tag))
            return .scalar(scalar, anchor: string(data.anchor), position)
        case YAML_SEQUENCE_START_EVENT:
            return .sequenceStart(anchor: string(event.data.sequence_start.anchor), position)
        case YAML_MAPPING_START_EVENT:
            return .mappingStart(anchor: string(event.data.mapping_start.anchor), position)
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
            return .collectionEnd
        case YAML_ALIAS_EVENT:
            return string(event.data.alias.anchor).map { .alias($0, position) }
        default:
            return nil
        }
    }

    private static func style(_ style: yaml_scalar_style_t) -> YAMLScalar.Style {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }

    private static func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        text.map { String(cString: $0) }
    }

    private static var memoryError: YAMLError {
        YAMLError(.memory, at: nil, "libyaml has no memory", remedy: "free some and try again")
    }

    /// Returns why the parser stopped, in libyaml's words.
    private static func failure(of parser: yaml_parser_t, _ bytes: [UInt8]) -> YAMLError {
        let problem = parser.problem.map { String(cString: $0) } ?? "unknown problem"
        switch parser.error {
        case YAML_MEMORY_ERROR:
            return memoryError
        case YAML_READER_ERROR:
            // The reader tells a byte offset; it reads ahead, so its line would be wrong.
            let position = YAMLPosition(ofByte: parser.problem_offset, in: bytes)
            return YAMLError(.encoding, at: position, problem, remedy: "save the file as UTF-8 text")
        default:
            let context = parser.context.map { "\(String(cString: $0)): " } ?? ""
            let position = YAMLPosition(parser.problem_mark)
            return YAMLError(.syntax, at: position, context + problem, remedy: "correct the text there")
        }
    }
}

extension YAMLPosition {
    /// libyaml counts both from 0.
    fileprivate init(_ mark: yaml_mark_t) {
        self.init(line: mark.line + 1, column: mark.column + 1)
    }

    fileprivate init(ofByte offset: Int, in bytes: [UInt8]) {
        let before = bytes.prefix(offset)
        let line = before.reduce(1) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        // Characters are counted by the bytes that begin one.
        let column = before[lineStart...].reduce(1) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
        self.init(line: line, column: column)
    }
}

/// A step of libyaml's parser as a Swift value.
enum YAMLEvent {
    case documentStart
    case scalar(YAMLScalar, anchor: String?, YAMLPosition)
    case sequenceStart(anchor: String?, YAMLPosition)
    case mappingStart(anchor: String?, YAMLPosition)
    case collectionEnd
    case alias(String, YAMLPosition)
}

/// A scalar as it is in the text, without a type.
package struct YAMLScalar: Sendable, Equatable {
    /// How it is written.
    package enum Style: Sendable, Equatable {
        /// Without quotes; the only style whose type the text decides.
        case plain
        /// In single quotes.
        case singleQuoted
        /// In double quotes.
        case doubleQuoted
        /// Behind `|`.
        case literal
        /// Behind `>`.
        case folded
    }

    /// The text, escapes undone and lines folded.
    package let text: String
    /// How it is written.
    package let style: Style
    /// The tag with its handle expanded, such as "tag:yaml.org,2002:int"; nil when there is none.
    package let tag: String?

    package init(text: String, style: Style, tag: String?) {
        self.text = text
        self.style = style
        self.tag = tag
    }
}
