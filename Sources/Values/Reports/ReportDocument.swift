package import EventModel

/// The content of a report, as blocks without a markup language; ``MarkdownPrinter`` and ``HTMLPrinter`` write it.
///
/// Texts of senders are in it as they are: the printers escape whatever they write.
package struct ReportDocument: Sendable, Equatable {
    /// Words of the program itself: nothing of a sender can become one, since it is made of a literal alone.
    package struct Label: Sendable, Equatable, ExpressibleByStringLiteral {
        package let text: String

        package init(stringLiteral words: StaticString) {
            text = words.description
        }
    }

    /// What is in a line, a cell or behind a label.
    package enum Value: Sendable, Equatable {
        /// Words.
        case text(String)
        /// Words that a reader has to notice.
        case warning(String)
        /// What is shown letter by letter.
        case code(String)
        /// Several of those, parted by blanks.
        case codes([String])
        /// A code with words of the program before it.
        case named(Label, code: String)
        case severity(Priority)
        /// A time in whole seconds, which is what a person compares.
        case time(Timestamp)
        /// A number from 0 to 1 that is shown as a bar where there are bars, else in those words.
        case gauge(Milli, words: String)

        /// A count.
        package static func count(_ number: Int) -> Value {
            .text(number.description)
        }
    }

    /// A label with what stands behind it.
    package struct Pair: Sendable, Equatable {
        package let label: Label
        package let value: Value

        package init(_ label: Label, _ value: Value) {
            self.label = label
            self.value = value
        }
    }

    /// One part of a document.
    package indirect enum Block: Sendable, Equatable {
        /// A heading of level 1 to 6.
        case heading(Int, String)
        case paragraph(String)
        /// Items; nothing is written when there is none.
        case list([Value])
        /// Labels with values; at least one.
        case pairs([Pair])
        /// Rows, each with a value for each column.
        case table([Label], [[Value]])
        /// Blocks that belong together.
        case item([Block])
    }

    /// What a window's title says.
    package let title: String
    package let blocks: [Block]
    /// The last line.
    package let footer: String

    package init(title: String, blocks: [Block], footer: String) {
        self.title = title
        self.blocks = blocks
        self.footer = footer
    }
}
