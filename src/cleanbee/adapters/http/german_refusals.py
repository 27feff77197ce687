"""Why not, in German: one line for each sentence of ``sentences``."""

from __future__ import annotations

from collections.abc import Mapping

GERMAN_REFUSALS: Mapping[str, str] = {
    "The visit has not come that far yet.": "So weit ist der Besuch noch nicht.",
    "The work has begun already.": "Die Arbeit hat schon begonnen.",
    "It is over already.": "Es ist schon vorbei.",
    "That cannot be done in its present phase.": "Das geht in diesem Zustand nicht.",
    "It has changed since you read it: read it again and decide again.": (
        "Es hat sich seit dem Lesen geändert: neu lesen und neu entscheiden."
    ),
    # people
    "Give a phone number with its country code (+49…), or an e-mail address.": (
        "Bitte eine Telefonnummer mit Ländervorwahl (+49…) oder eine E-Mail-Adresse angeben."
    ),
    "Nobody serves this address yet.": "An dieser Adresse ist noch niemand unterwegs.",
    "There is no such address, or more than one: give street, number and town.": (
        "Die Adresse gibt es nicht oder mehrfach: bitte Straße, Hausnummer und Ort angeben."
    ),
    "The notes are too long to be read at a door: shorten them.": (
        "Die Hinweise sind zu lang, um sie an der Tür zu lesen: bitte kürzen."
    ),
    "A PIN has at least four characters: a shorter one can be guessed.": (
        "Eine PIN hat mindestens vier Zeichen: eine kürzere lässt sich erraten."
    ),
    "A clean is planned here: cancel it first.": "Hier ist noch eine Reinigung geplant: bitte zuerst absagen.",
    "A cleaner of ours is reached by this number: a customer signs in by another one.": (
        "Unter dieser Nummer ist eine unserer Reinigungskräfte erreichbar: Kunden melden sich mit einer anderen an."
    ),
    "A name has 1 to 120 characters.": "Ein Name hat 1 bis 120 Zeichen.",
    "The list is longer than it may be: remove an entry first.": (
        "Die Liste ist länger als erlaubt: bitte zuerst einen Eintrag entfernen."
    ),
    "Leave these fields out: only cleaners have them.": "Bitte diese Felder weglassen: Nur Reinigungskräfte haben sie.",
    "Your own pay floor cannot be below the house's.": (
        "Ihr eigener Mindestlohn kann nicht unter dem des Hauses liegen."
    ),
    "A paper is missing or no longer good: hand in a new one first.": (
        "Ein Nachweis fehlt oder gilt nicht mehr: bitte zuerst einen neuen einreichen."
    ),
    "Say what happened, with evidence, before somebody is suspended for it.": (
        "Bitte sagen und belegen, was geschehen ist, bevor jemand dafür gesperrt wird."
    ),
    # pricing
    "This kind of clean is not offered: see the list of services.": (
        "Diese Art der Reinigung gibt es nicht: siehe die Liste der Leistungen."
    ),
    "This extra is not offered: see the list of services.": (
        "Dieses Extra gibt es nicht: siehe die Liste der Leistungen."
    ),
    "That is more than one cleaner may do in one visit: choose fewer rooms or extras.": (
        "Das ist mehr, als eine Person in einem Besuch schaffen darf: bitte weniger Räume oder Extras wählen."
    ),
    "This price cannot be made: tell the office.": "Dieser Preis geht nicht auf: bitte im Büro melden.",
    # availability
    "The slot was shown too long ago: search again.": "Der Termin wurde vor zu langer Zeit gezeigt: bitte neu suchen.",
    "Somebody else was first: choose another slot.": "Jemand war schneller: bitte einen anderen Termin wählen.",
    "The hold has lapsed: the slot may still be free, try it.": (
        "Die Reservierung ist abgelaufen: vielleicht ist der Termin noch frei."
    ),
    "Starts stand on the quarter hours of the home's clock.": (
        "Beginn ist zur vollen Viertelstunde nach der Uhr am Ort der Wohnung."
    ),
    "That is too soon for a cleaner to be there: choose a later slot.": (
        "So schnell kann niemand da sein: bitte einen späteren Termin wählen."
    ),
    "Calendars are not open that far ahead: choose an earlier day.": (
        "So weit voraus sind die Kalender nicht offen: bitte einen früheren Tag wählen."
    ),
    "The cleaner does not work then: choose another slot.": (
        "Dann wird nicht gearbeitet: bitte einen anderen Termin wählen."
    ),
    "The cleaner cannot be there in time: choose another slot.": (
        "Die Reinigungskraft kann nicht rechtzeitig da sein: bitte einen anderen Termin wählen."
    ),
    "The cleaner needs a rest there: choose another slot.": (
        "Da braucht die Reinigungskraft eine Pause: bitte einen anderen Termin wählen."
    ),
    "The cleaner's day is full: choose another day or another cleaner.": (
        "Der Tag der Reinigungskraft ist voll: bitte einen anderen Tag oder jemand anderen wählen."
    ),
    "You keep as many slots on hold as you may: release one, or book it.": (
        "Sie haben so viele Termine reserviert, wie Sie dürfen: bitte einen freigeben oder buchen."
    ),
    "Visits are promised in that time: hand them over first.": (
        "In dieser Zeit sind Besuche versprochen: bitte zuerst abgeben."
    ),
    # booking
    "The price is too old, or was used: ask for a new one.": (
        "Der Preis ist zu alt oder schon verwendet: bitte einen neuen anfragen."
    ),
    "The price was made for another address: ask for one for this home.": (
        "Der Preis gilt für eine andere Adresse: bitte einen für diese Wohnung anfragen."
    ),
    "You have no saved card under that id: save one first.": (
        "Unter dieser Kennung ist keine Karte gespeichert: bitte zuerst eine speichern."
    ),
    "So close to the start the cleaner has to agree: ask our office, which asks them.": (
        "So kurz vor dem Beginn muss die Reinigungskraft zustimmen: unser Büro fragt sie für Sie."
    ),
    "So close to the start a clean is moved once: keep it, or cancel it and book anew.": (
        "So kurz vor dem Beginn wird eine Reinigung einmal verlegt: behalten, oder absagen und neu buchen."
    ),
    "The clean was moved as often as it may be: cancel it and book anew.": (
        "Die Reinigung wurde so oft verlegt, wie es geht: bitte absagen und neu buchen."
    ),
    "Only the cleaner who comes can do this.": "Das kann nur, wer zum Reinigen kommt.",
    "It is too early for that.": "Dafür ist es noch zu früh.",
    "Say where you are, or give the home's PIN.": ("Bitte den eigenen Standort oder die PIN der Wohnung angeben."),
    "This home has no PIN: go nearer, or ask our office, which can vouch for you.": (
        "Diese Wohnung hat keine PIN: näher herangehen oder unser Büro bitten, das sich verbürgen kann."
    ),
    "That is not the home's PIN: ask whoever lives there, go nearer, or ask our office.": (
        "Das ist nicht die PIN der Wohnung: dort nachfragen, näher herangehen oder unser Büro fragen."
    ),
    "A wrong PIN was given too often: go nearer, or ask our office, which can vouch for you.": (
        "Zu oft eine falsche PIN: näher herangehen oder unser Büro bitten, das sich verbürgen kann."
    ),
    "Nothing stands in the way: the money is held, or the office has vouched for it.": (
        "Nichts steht im Weg: Das Geld ist gesichert, oder das Büro hat sich schon verbürgt."
    ),
    "You are too far from the home: go nearer, or give the home's PIN.": (
        "Sie sind zu weit von der Wohnung entfernt: näher herangehen oder die PIN der Wohnung angeben."
    ),
    "The card is not secured, so no work may begin: the office has been told.": (
        "Die Karte ist nicht gesichert, die Arbeit darf nicht beginnen: das Büro weiß Bescheid."
    ),
    "The time to wait at the door is not over.": "Die Wartezeit an der Tür ist noch nicht um.",
    "Something is missing before nobody-at-home counts: see what.": (
        "Damit „niemand öffnet“ zählt, fehlt noch etwas: siehe dort."
    ),
    "The time to choose is over.": "Die Zeit zum Entscheiden ist um.",
    "That is not among the choices.": "Das steht nicht zur Wahl.",
    "The visit counted as missed before this was told: it is kept, and our office looks.": (
        "Der Besuch galt schon als versäumt, als das gemeldet wurde: Es ist festgehalten, und unser Büro sieht nach."
    ),
    "Nobody has said that they came, or it was judged already.": (
        "Niemand hat gesagt, da gewesen zu sein, oder es ist schon entschieden."
    ),
    "A step is told within 24 hours: tell our office what happened.": (
        "Ein Schritt wird binnen 24 Stunden gemeldet: Sagen Sie unserem Büro, was geschehen ist."
    ),
    "That is still to come: set your telephone's clock, or leave the time out.": (
        "Das kommt erst noch: Stellen Sie die Uhr Ihres Telefons, oder lassen Sie die Zeit weg."
    ),
    "The clean was not sold with this room: tick off one of its own.": (
        "Zu dieser Reinigung gehört der Raum nicht: Haken Sie einen der ihren ab."
    ),
    "An arrival time may be at most an hour away, and at most an hour after the booked start.": (
        "Eine Ankunftszeit darf höchstens eine Stunde entfernt und höchstens eine Stunde nach dem Beginn liegen."
    ),
    "Ask the cleaner first, and write down in `agreed` how you heard their yes.": (
        "Bitte zuerst die Reinigungskraft fragen und in `agreed` festhalten, wie sie zugesagt hat."
    ),
    "Say why; a waiver takes one of the known reasons.": (
        "Bitte sagen, warum; ein Erlass braucht einen der bekannten Gründe."
    ),
    "The visit is over.": "Der Besuch ist vorbei.",
    "Say why you need to know the way in: it is kept beside your name.": (
        "Bitte sagen Sie, wozu Sie den Zugang kennen müssen: Der Grund bleibt neben Ihrem Namen stehen."
    ),
    # matching
    "The offer has been answered, or taken back.": "Das Angebot ist beantwortet oder zurückgenommen.",
    "The time to answer is over.": "Die Zeit zum Antworten ist um.",
    "Somebody else said yes first; it costs you nothing. See `GET /v1/offers` for more.": (
        "Jemand anderes hat zuerst Ja gesagt; das kostet Sie nichts. Mehr unter `GET /v1/offers`."
    ),
    "The customer wants one certain cleaner.": "Hier wird eine bestimmte Reinigungskraft gewünscht.",
    "Somebody else is being asked: wait for the answer, or take the offer back.": (
        "Gerade wird jemand anders gefragt: die Antwort abwarten oder das Angebot zurücknehmen."
    ),
    "Nobody else can be asked just now: assign somebody who agrees, or try again later.": (
        "Gerade kann sonst niemand gefragt werden: jemanden einteilen, der zusagt, oder es später erneut versuchen."
    ),
    "This cleaner has been asked already.": "Diese Reinigungskraft wurde schon gefragt.",
    "The pay per hour, travel counted, is below what the cleaner asks for.": (
        "Der Stundenlohn mit Wegen liegt unter dem, was die Reinigungskraft verlangt."
    ),
    "Something changed since the offer was made.": "Seit dem Angebot hat sich etwas geändert.",
    "The time in which this could be doubted is over: write to the office all the same.": (
        "Die Zeit für einen Einspruch ist um: schreiben Sie dem Büro trotzdem."
    ),
    "You have doubted this already: the answer comes, or stands, with it.": (
        "Sie haben schon Einspruch erhoben: die Antwort steht dort oder kommt noch."
    ),
    "Say in your own words what is wrong, so that a human can look at it.": (
        "Bitte in eigenen Worten sagen, was nicht stimmt, damit ein Mensch es prüfen kann."
    ),
    "Nobody doubts this, or every doubt has been answered.": (
        "Niemand hat Einspruch erhoben, oder jeder ist beantwortet."
    ),
    # payment
    "The card was declined: try another one.": "Die Karte wurde abgelehnt: bitte eine andere versuchen.",
    "No card can be held for so long a visit.": "Für einen so langen Besuch lässt sich keine Karte vormerken.",
    "The card could not be saved: enter it once more.": (
        "Die Karte konnte nicht gespeichert werden: bitte noch einmal eingeben."
    ),
    "It is still asked for again under its own key: wait until then, and look once more.": (
        "Es wird noch unter demselben Schlüssel angefragt: bitte bis dahin warten und dann noch einmal nachsehen."
    ),
    "Nobody can be written to about this clean now: wait until somebody comes, or call the office.": (
        "Zu dieser Reinigung ist gerade niemand zu erreichen: bitte warten, bis jemand kommt, oder im Büro anrufen."
    ),
    "That were many messages at once: wait a minute, then go on.": (
        "Das waren viele Nachrichten auf einmal: bitte eine Minute warten und dann weiterschreiben."
    ),
    "A clean can be reviewed for a week; that is over. If something went wrong, call the office.": (
        "Eine Reinigung kann eine Woche lang bewertet werden; die ist vorbei. Ging etwas schief, bitte im Büro anrufen."
    ),
    "You have reviewed this clean already: a review stays as it was written.": (
        "Diese Reinigung haben Sie schon bewertet: eine Bewertung bleibt, wie sie geschrieben wurde."
    ),
    "Choose from the words in `known`.": "Bitte aus den Wörtern in `known` wählen.",
    "Write something before you send it.": "Bitte etwas schreiben, bevor Sie es senden.",
    "This id stands for another message: make a new one.": (
        "Diese Kennung steht für eine andere Nachricht: bitte eine neue bilden."
    ),
    "Such a promotion cannot be made: put right what `what` names.": (
        "So lässt sich keine Aktion anlegen: bitte berichtigen, was `what` nennt."
    ),
    "Another promotion has this code: choose another one.": (
        "Diesen Code hat schon eine andere Aktion: bitte einen anderen wählen."
    ),
    "We know no such code: look at how it is written, and type it once more.": (
        "Diesen Code kennen wir nicht: bitte die Schreibweise prüfen und noch einmal eingeben."
    ),
    "You have redeemed this code already: what it brought stands in your credit.": (
        "Diesen Code haben Sie schon eingelöst: was er brachte, steht in Ihrem Guthaben."
    ),
    "This code can be redeemed later: come back on its first day.": (
        "Dieser Code gilt erst später: bitte an seinem ersten Tag wiederkommen."
    ),
    "This code can no longer be redeemed: use another one.": (
        "Dieser Code ist abgelaufen: bitte einen anderen verwenden."
    ),
    "This code is for who books for the first time: use another one.": (
        "Dieser Code gilt nur vor der ersten Buchung: bitte einen anderen verwenden."
    ),
    "This code brings nothing in the currency that you pay in: use another one.": (
        "In Ihrer Währung bringt dieser Code nichts: bitte einen anderen verwenden."
    ),
    "This code was redeemed as often as it may be: use another one.": (
        "Dieser Code wurde so oft eingelöst, wie er darf: bitte einen anderen verwenden."
    ),
    "There is no invoice for this clean yet: it is written when its money has come.": (
        "Für diese Reinigung gibt es noch keine Rechnung: sie wird geschrieben, wenn ihr Geld eingegangen ist."
    ),
    "Credit paid less than that for this clean: give back at most `most`.": (
        "Das Guthaben hat für diese Reinigung weniger bezahlt: höchstens `most` kann zurückgehen."
    ),
    "That is more than may be promised at once: promise less.": (
        "So viel darf nicht auf einmal zugesagt werden: bitte weniger."
    ),
    "More time is asked for once a visit, and was.": "Mehr Zeit wird je Besuch einmal erbeten, und das ist geschehen.",
    "Nobody asks for more time here now.": "Hier bittet gerade niemand um mehr Zeit.",
    "The booked time is over: more of it is asked for and agreed to before its end.": (
        "Die gebuchte Zeit ist um: mehr davon wird vor ihrem Ende erbeten und zugesagt."
    ),
    "The next visit would begin late: ask for at most `most_min` minutes.": (
        "Der nächste Besuch begänne zu spät: bitte um höchstens `most_min` Minuten bitten."
    ),
    "No money was taken for this clean yet: its money timeline says when it will be.": (
        "Für diese Reinigung wurde noch nichts eingezogen: ihr Zahlungsverlauf sagt, wann das geschieht."
    ),
    "The gateway knows no account under that token: set it up there again.": (
        "Der Zahlungsdienst kennt kein Konto zu diesem Token: bitte dort neu einrichten."
    ),
    "There is no account that pay can be sent to: name one first.": (
        "Es gibt kein Konto, auf das Lohn gesendet werden kann: bitte zuerst eines nennen."
    ),
    "Nothing is payable yet: pay comes with the customer's money, a day after the clean.": (
        "Noch ist nichts auszahlbar: Der Lohn kommt mit dem Geld der Kundschaft, einen Tag nach der Reinigung."
    ),
    "A customer's bank disputes what this pay is for: it is sent when that is decided.": (
        "Eine Bank ficht die Zahlung dafür an: Gesendet wird, wenn das entschieden ist."
    ),
    "Our office keeps this pay for now and says why: ask them.": (
        "Unser Büro hält diesen Lohn vorerst zurück und sagt, warum: bitte dort nachfragen."
    ),
    "The fee would take all of it: it is sent for nothing when the week is over.": (
        "Die Gebühr nähme alles: Gesendet wird kostenlos, wenn die Woche vorbei ist."
    ),
    "That is not the fee as it is now: look at it, then agree to it.": (
        "Das ist nicht die jetzige Gebühr: bitte ansehen und dann zustimmen."
    ),
    "There is nothing for you to pay now.": "Für Sie ist jetzt nichts zu bezahlen.",
    "No card paid for this clean, so none gets it back: pay it back the way it came.": (
        "Diese Reinigung wurde nicht mit einer Karte bezahlt: auf dem Weg zurückzahlen, auf dem das Geld kam."
    ),
    "Nothing was taken for this clean yet: wait for the capture, or waive the fee.": (
        "Für diese Reinigung wurde noch nichts eingezogen: den Einzug abwarten oder auf die Gebühr verzichten."
    ),
    "So much of the charge is not left: give back at most what is; tips are the cleaner's.": (
        "So viel ist von der Zahlung nicht mehr da: höchstens den Rest erstatten; Trinkgeld gehört der Reinigungskraft."
    ),
    "It was paid or promised in another currency: use that one.": (
        "Gezahlt oder zugesagt wurde in einer anderen Währung: bitte diese nehmen."
    ),
    "The customer's bank disputes this charge and decides it: send evidence, or let it go.": (
        "Die Bank der Kundschaft ficht diese Zahlung an und entscheidet: Belege senden oder es dabei belassen."
    ),
    "Above the limit somebody else of the office has to agree, or do it: ask a colleague.": (
        "Über der Grenze muss jemand anders aus dem Büro zustimmen oder es tun: bitte eine zweite Person fragen."
    ),
    "The bank takes no more evidence: wait for its decision.": (
        "Die Bank nimmt keine Belege mehr an: bitte ihre Entscheidung abwarten."
    ),
    "Nobody has cleaned here yet, so there is nobody to thank: wait for the end of the clean.": (
        "Hier wurde noch nicht gereinigt, es gibt also noch niemandem zu danken: das Ende der Reinigung abwarten."
    ),
    "The clean itself is not paid for yet: settle it first.": (
        "Die Reinigung selbst ist noch nicht bezahlt: bitte zuerst begleichen."
    ),
    "Tips can be given for a week after the clean: thank them with the next one.": (
        "Trinkgeld ist bis eine Woche nach der Reinigung möglich: danken Sie mit der nächsten."
    ),
    "All tips for one clean are limited: give at most what is left of that.": (
        "Das Trinkgeld für eine Reinigung ist begrenzt: geben Sie höchstens, was davon bleibt."
    ),
    # platform
    "Time only goes forward: choose an instant after now.": (
        "Die Zeit geht nur vorwärts: bitte einen späteren Zeitpunkt wählen."
    ),
    "That is too far ahead: a year at once, and never beyond 2099.": (
        "Das ist zu weit voraus: höchstens ein Jahr auf einmal, und nie über 2099 hinaus."
    ),
}
