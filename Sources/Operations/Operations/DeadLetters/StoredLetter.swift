package import EventModel

/// A dead letter and its position.
package struct StoredLetter: Sendable, Equatable {
    package let place: LetterPlace
    package let letter: DeadLetter

    package init(place: LetterPlace, letter: DeadLetter) {
        self.place = place
        self.letter = letter
    }

    /// Its name for people and audit entries.
    package var coordinates: LetterCoordinates {
        letter.isOfTheLog
            ? LetterCoordinates(topic: letter.topic, partition: letter.partition, offset: letter.offset)
            : LetterCoordinates(topic: Topics.deadLetters.name, partition: place.partition, offset: place.offset)
    }

    /// When the rejected record was received.
    package var receivedAt: Timestamp {
        Timestamp(milliseconds: letter.timestampMilliseconds)
    }
}
