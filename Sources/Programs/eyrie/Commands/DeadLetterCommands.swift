import CommandLineKit
import Configuration
import EventModel
import LogPort
import Operations
import Reports

/// `eyrie deadletters`: records that could not be processed.
enum DeadLetterCommands {
    static let command = Command(
        "deadletters",
        summary: "list, show, retry and discard records that could not be processed",
        discussion: """
            The name of a letter is the position of the rejected record, TOPIC/PARTITION/OFFSET; for a letter of a \
            door, which has no such record, its own position, eyrie.deadletters.v1/PARTITION/OFFSET. `eyrie.` and \
            `.v1` may be omitted. The audit topic gets an entry for every retry and every discard.
            """,
        subcommands: [list, show, retry, discard]
    )

    private static let filters: [Option] = [
        .value("stage", placeholder: "STAGE", help: "Only letters of this stage, or of `bridge`."),
        .value("code", placeholder: "CODE", help: "Only letters with this code, such as malformed."),
        .value("from", placeholder: "ORIGIN", help: "Only letters from this topic, such as alerts, or this door."),
        .value("since", placeholder: "TIME", help: "Received at or after this RFC 3339 time."),
        .value("until", placeholder: "TIME", help: "Received before this RFC 3339 time."),
    ]

    private static let list = Command(
        "list",
        summary: "list dead letters that are not settled, and count them by stage and code",
        options: filters + [
            .flag("settled", help: "Include letters that were retried or discarded."),
            .value(
                "limit",
                short: "n",
                placeholder: "N",
                kind: .integer(0...1_000_000),
                help: "Print at most N letters; all are counted.",
                default: "50"
            ),
            .flag("json", help: "Print one JSON object per line, without values and counts."),
        ]
    ) { arguments, output in
        let log = try LogAccess.reading(CommonOptions.settings(arguments))
        defer { log.close() }
        let filter = try filter(arguments)
        let fates = try LetterFates(log: log)
        let isJSON = arguments.flag("json")
        var counts = LetterCounts()
        var left = arguments.integer("limit")
        let unreadable = try DeadLetterArchive(log: log).visit { stored in
            let fate = fates[stored.coordinates]
            guard filter.takes(stored.letter), fate == nil || arguments.flag("settled") else { return true }
            counts.add(stored.letter, fate)
            if left > 0 {
                left -= 1
                output.print(isJSON ? LetterText.json(stored, fate, withValue: false) : LetterText.line(stored, fate))
            }
            return output.writeFailure == nil
        }
        if !isJSON {
            for line in counts.lines {
                output.print(line)
            }
        }
        if unreadable > 0 {
            output.report("\(unreadable) records of \(Topics.deadLetters.name) are of another version")
        }
        return 0
    }

    private static let show = Command(
        "show",
        summary: "show one dead letter with its exact bytes",
        discussion: """
            Prints the value as it is if it is plain text, else in base64. --raw writes exactly the bytes of the \
            value.
            """,
        options: [
            .flag("json", help: "Print one JSON object, with the value in base64."),
            .flag("raw", help: "Write the exact bytes of the value."),
        ],
        arguments: [Argument("coordinates", help: "TOPIC/PARTITION/OFFSET, as `eyrie deadletters list` prints them.")]
    ) { arguments, output in
        let log = try LogAccess.reading(CommonOptions.settings(arguments))
        defer { log.close() }
        let stored = try find([arguments.argument("coordinates")], in: log)[0]
        if arguments.flag("raw") {
            output.writeExact(stored.letter.value)
            return 0
        }
        let fate = try LetterFates(log: log)[stored.coordinates]
        if arguments.flag("json") {
            output.print(LetterText.json(stored, fate, withValue: true))
        } else {
            output.write(LetterText.page(stored, fate))
        }
        return 0
    }

    private static let selection: [Option] =
        [
            .flag("all", help: "All unsettled letters that match the filters; only counts them without --yes."),
            .flag("yes", help: "With --all: do it."),
        ] + filters

    private static let coordinates = Argument(
        "coordinates",
        count: .remaining(minimum: 0),
        help: "TOPIC/PARTITION/OFFSET of each letter."
    )

    private static let retry = Command(
        "retry",
        summary: "append rejected alerts again, each exactly once",
        discussion: """
            The alert goes to its original partition, with its key, value and time, in one transaction with an audit \
            entry; every stage decides it at its new place. For a rejected vector or verdict the alert is appended, so \
            the earlier stages decide it a second time. Controls and letters of a door cannot be retried: give the \
            order again, or send the alert again. A letter can be retried only once.
            """,
        options: selection,
        arguments: [coordinates]
    ) { arguments, output in
        try settle(.retried, arguments, output)
    }

    private static let discard = Command(
        "discard",
        summary: "mark dead letters as settled without a retry",
        discussion: "Writes an audit entry for each; the letter stays in its topic until retention removes it.",
        options: selection,
        arguments: [coordinates]
    ) { arguments, output in
        try settle(.discarded, arguments, output)
    }

    private static func settle(
        _ action: LetterFate.Action,
        _ arguments: ParsedArguments,
        _ output: CommandOutput
    ) throws -> Int32 {
        let words = arguments.arguments("coordinates")
        let isAll = arguments.flag("all")
        guard isAll != !words.isEmpty else {
            throw UsageError(
                command: arguments.commandWords.joined(separator: " "),
                message: "give the coordinates of letters, or --all"
            )
        }
        let filter = try filter(arguments)
        guard isAll || filter == LetterFilter() else {
            throw UsageError(
                command: arguments.commandWords.joined(separator: " "),
                message: "filters need --all; remove them, or the coordinates"
            )
        }
        let configuration = try CommonOptions.settings(arguments)
        let log = try LogAccess.reading(configuration)
        defer { log.close() }
        var places: [LetterPlace] = []
        if isAll {
            var counts = LetterCounts()
            let fates = try LetterFates(log: log)
            try DeadLetterArchive(log: log).visit { stored in
                guard filter.takes(stored.letter), fates[stored.coordinates] == nil else { return true }
                counts.add(stored.letter, nil)
                places.append(stored.place)
                return true
            }
            guard arguments.flag("yes") else {
                for line in counts.lines {
                    output.print(line)
                }
                output.print("nothing was done; add --yes to do it")
                return 0
            }
        } else {
            places = try find(words, in: log).map(\.place)
        }
        return try send(action, places, configuration, output)
    }

    /// Sends the orders, each with a bounded number of letters.
    private static func send(
        _ action: LetterFate.Action,
        _ places: [LetterPlace],
        _ configuration: EffectiveConfiguration,
        _ output: CommandOutput
    ) throws -> Int32 {
        var done = 0
        var refused = 0
        var start = 0
        while start < places.count {
            let end = min(places.count, start + DeadLetterOrder.maximumCount)
            let order = DeadLetterOrder(action, by: LogAccess.actor, places: Array(places[start..<end]))
            start = end
            let answer = try LogAccess.carryOut(order, configuration)
            for name in answer.done {
                output.print("\(name): \(action.word)")
            }
            for refusal in answer.refused {
                output.print("\(refusal.letter): refused: \(refusal.reason)")
            }
            done += answer.done.count
            refused += answer.refused.count
        }
        output.print("\(done) \(action.word), \(refused) refused")
        return refused == 0 ? 0 : 1
    }

    private static func filter(_ arguments: ParsedArguments) throws -> LetterFilter {
        var filter = LetterFilter()
        filter.stage = arguments.optionalText("stage")
        filter.code = arguments.optionalText("code")
        filter.origin = arguments.optionalText("from")
        filter.since = try IncidentCommands.time("since", arguments)
        filter.until = try IncidentCommands.time("until", arguments)
        return filter
    }

    private static func find(_ words: [String], in log: any LogReading) throws -> [StoredLetter] {
        let wanted = try words.map { word in
            guard let coordinates = LetterCoordinates(word) else {
                throw CommandFailure("'\(word)' is not the name of a letter: write TOPIC/PARTITION/OFFSET")
            }
            return coordinates
        }
        let found = try DeadLetterArchive(log: log).find(Set(wanted))
        return try wanted.map { coordinates in
            guard let stored = found[coordinates] else {
                throw CommandFailure(
                    "there is no dead letter of \(coordinates); `eyrie deadletters list --settled` shows all"
                )
            }
            return stored
        }
    }
}
